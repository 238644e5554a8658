"""What the head of a page says twice: to its browser, and to sites that show a link to it."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag
def page_title(content: SafeString) -> SafeString:
    title = SafeString(content.strip())
    return format_html('<title>{0}</title>\n  <meta property="og:title" content="{0}">', title)


@register.simple_block_tag
def page_description(content: SafeString) -> SafeString:
    """In one line, whatever lines its template has."""
    line = SafeString(" ".join(content.split()))
    return format_html(
        '<meta name="description" content="{0}">\n  <meta property="og:description" content="{0}">',
        line,
    )
