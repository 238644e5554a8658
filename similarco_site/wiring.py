"""What the site is made of: applications, and the middleware around every page."""

APPLICATIONS = (
    "similarco_site.apps.PlainAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "scoring",
    # Forms have templates of ours
    "django.forms",
)
# From the outside in
AROUND_EVERY_PAGE = (
    "similarco_site.answers.guarded",
    "similarco_site.cookies.readable",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Behind static files, which every cache may keep
    "similarco_site.answers.private",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "scoring.accounts.sessions.stay_signed_in",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "scoring.site.unstored.UnstoredMiddleware",
    "scoring.site.refused.explained",
)
