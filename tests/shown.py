"""A page as a browser takes it: how its template is broken into lines makes no difference."""

import re

from django.http import HttpResponse

BLOCKS = (
    "html|head|body|header|footer|main|nav|section|article|figure|figcaption|details|summary|div"
    "|p|h[1-6]|ul|ol|li|dl|dt|dd|form|fieldset|legend|select|option|datalist"
    "|table|caption|thead|tbody|tfoot|tr|th|td|svg|defs|g|title|use|path|text"
)
AROUND_BLOCKS = re.compile(rf"\s*(</?(?:{BLOCKS})\b[^>]*>)\s*")


def shown(response: HttpResponse) -> str:
    """Its HTML with blanks folded, and none beside what stands in a block of its own."""
    folded = re.sub(r"[ \t\r\n\f]+", " ", response.content.decode()).replace(" >", ">")
    return AROUND_BLOCKS.sub(r"\1", folded)
