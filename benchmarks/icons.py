"""`python -m benchmarks.icons`: draws the mark anew as the icons in static/, after a change of its
colours or its lines.
"""

import os

from benchmarks.rows import ROOT

SIZES = (180, 192, 512)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "similarco_site.settings")
    from scoring.sharing import drawing

    for size in SIZES:
        file = ROOT / "static" / f"icon-{size}.png"
        file.write_bytes(drawing.icon(size))
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
