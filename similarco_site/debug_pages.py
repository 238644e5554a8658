"""What Django's page of an error shows of the settings, under DEBUG."""

import re

from django.views.debug import SafeExceptionReporterFilter


class WithoutAddresses(SafeExceptionReporterFilter):
    """Also leaves out addresses that may hold a key or a password."""

    hidden_settings = re.compile(
        f"{SafeExceptionReporterFilter.hidden_settings.pattern}|AML_URL|LOCATION", re.IGNORECASE
    )
