"""The API in the book holds every public declaration of its modules: `api.py BOOK`, in the checkout.

Declarations are looked for by their names, in the sources and in the pages of their module: among them what a module adds to types
of others, which DocC leaves out unless it is asked.
"""
import html
import re
import sys
from pathlib import Path

DECLARATION = re.compile(
    r"^\s*public (?:(?:static|mutating|final|indirect|convenience|override|prefix) )*"
    r"(?:func|var|let|struct|class|enum|protocol|typealias) `?(\w+)", re.M)

# What fulfils a requirement of a protocol may stand on the protocol's page alone.
WITNESSES = set("allCases description encode fields gradientCheck initialState rawValue".split())


def folder_of(module):
    """`Sources/05-BatchNorm` for `BatchNorm`, `Sources/Text` for `Text`."""
    return next(folder for folder in Path("Sources").iterdir() if re.sub(r"^\d\d-", "", folder.name) == module)


def main(book):
    count, missing = 0, []
    for home in sorted(book.glob("api/*.html")):
        if home.stem == "index":
            continue
        pages = [home, *sorted((home.parent / home.stem).glob("*.html"))]
        text = html.unescape(re.sub(r"<[^>]*>", "", " ".join(page.read_text(encoding="utf-8") for page in pages)))
        words = set(re.findall(r"\w+", text))
        for file in sorted(folder_of(home.stem).rglob("*.swift")):
            for name in DECLARATION.findall(file.read_text(encoding="utf-8")):
                count += 1
                if name not in words and name not in WITNESSES:
                    missing.append(f"{file}: {name} stands on no page of {home.stem}")
    for line in missing[:40]:
        print(line)
    print(f"{count} public declarations, {len(missing)} of them missing")
    # A pattern that finds nothing finds nothing missing.
    return 1 if missing or count < 1000 else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
