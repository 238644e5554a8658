"""What a browser says of itself, in words: “Firefox on Windows”."""

# What stands in the header; the first that is there tells, since most name others besides
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
    "curl": "curl",
}
SYSTEMS = {
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "a Mac",
    "Linux": "Linux",
}


def device_in_words(user_agent: str) -> str:
    """Only as much as somebody knows his own browser by; a header can say anything."""
    browsers = [name for part, name in BROWSERS.items() if part in user_agent]
    systems = [name for part, name in SYSTEMS.items() if part in user_agent]
    browser = browsers[0] if browsers else "A browser"
    if not systems:
        return browser
    return f"{browser} on {systems[0]}"
