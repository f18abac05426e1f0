"""The bundle of two small pages: what a browser gets, under which names, and what no bundle is made of."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from infra.site.build import NotBuilt, built

HASHED = re.compile(r"web/[\w-]+-[\w-]{8,12}\.(?:css|js)")
FAVICON = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1"/></svg>\n'
PAGE = """\
<!doctype html>
<html>
  <head>
    <title>Page</title>
    <link rel="icon" href="web/favicon.svg" />
    <link rel="stylesheet" href="web/first.css" />
    <link rel="stylesheet" href="web/NAME/second.css" />
    <script type="module" src="web/NAME/main.js"></script>
  </head>
  <body>
    <p>  NAME  </p>
  </body>
</html>
"""
WORDS = """\
const areas = {};
let language = "en";
export const read = async (area) => Object.assign(areas, (await import(`./words/${area}-${language}.js`)).default);
"""
MAIN = """\
/*! license */
import "./effect.js";
import { read } from "../words.js";
import { needed } from "../shared.js";
// a comment
function namedInFull(aValue) {
  if (aValue) globalThis.sheets = ["web/first.css", "web/NAME/late.css"];
  return () => import("./later.js");
}
read("NAME");
namedInFull(needed);
"""
SOURCES = {
    "favicon.svg": FAVICON,
    "icons.svg": '<svg xmlns="http://www.w3.org/2000/svg">\n  <symbol id="mark"></symbol>\n</svg>\n',
    "first.css": "a {\n  color: red;\n}\n",
    "words.js": WORDS,
    "shared.js": 'export const needed = "common";\n',
    "reference.js": 'globalThis.reference = "web/first.css";\n',
    **{
        f"words/{area}-{language}.js": f'export default {{ "{area}.word": "{area} in {language}" }};\n'
        for area in ("account", "clinic", "common", "unread")
        for language in ("en", "fr-CA")
    },
    **{
        file.replace("NAME", page): text.replace("NAME", page)
        for page in ("account", "clinic")
        for file, text in {
            "NAME.html": PAGE,
            "NAME/main.js": MAIN,
            "NAME/effect.js": 'globalThis.effect = "NAME";\n',
            "NAME/later.js": 'globalThis.later = "NAME later";\n',
            "NAME/second.css": ".NAME {\n  color: blue;\n}\n",
            "NAME/late.css": ".late-NAME {\n  color: blue;\n}\n",
            "NAME/icons.svg": '<svg>\n  <symbol id="of-NAME"></symbol>\n</svg>\n',
        }.items()
    },
}
Bundle = Callable[..., Path]


def written(folder: Path, sources: dict[str, str]) -> Path:
    for name, text in sources.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Bundles the sources with these changes. What was bundled once is there."""
    into = tmp_path_factory.mktemp("bundles")

    def made(**changed: str) -> Path:
        changes = {name.replace("__", "/").replace("_", "."): text for name, text in changed.items()}
        return built(written(tmp_path_factory.mktemp("sources"), SOURCES | changes), into)

    return made


def page(folder: Path, name: str = "account") -> str:
    return (folder / f"{name}.html").read_text()


def files(folder: Path, ending: str = "") -> dict[str, str]:
    return {f"web/{file.name}": file.read_text() for file in (folder / "web").iterdir() if file.name.endswith(ending)}


def script(folder: Path, name: str = "account") -> str:
    (found,) = re.findall(r'<script type="module" src="(.+?)"></script>', page(folder, name))
    return files(folder)[found]


def sheet(folder: Path, name: str = "account") -> str:
    (found,) = re.findall(r'<link rel="stylesheet" href="(.+?)" />', page(folder, name))
    return files(folder)[found]


@pytest.mark.parametrize("name", ["account", "clinic"])
def test_a_page_is_one_document_one_script_and_one_sheet_all_short(bundle: Bundle, name: str) -> None:
    folder = bundle()
    head = f"""<!doctype html>
<html>
<head>
<title>Page</title>
<link rel="stylesheet" href="web/{name}-HASH.css" />
<link rel="icon" href="data:image" />
<script type="module" src="web/{name}-HASH.js"></script>
</head>
"""
    shown = re.sub(r"-[\w-]{8,12}\.", "-HASH.", re.sub('data:image[^"]+', "data:image", page(folder, name)))
    assert shown.startswith(head)
    assert sheet(folder, name) == f"a{{color:red}}.{name}{{color:#00f}}\n"
    text = script(folder, name)
    assert "comment" not in text and "license" not in text and "\n  " not in text and len(text.splitlines()) == 1
    assert not re.search(r"^[ \t]", page(folder, name), re.MULTILINE) and f"<p>  {name}  </p>" in page(folder, name)


def test_an_error_in_a_browser_s_console_names_the_function(bundle: Bundle) -> None:
    assert "function namedInFull(aValue)" in script(bundle())


def test_a_module_that_is_there_for_its_effect_runs_and_runs_first(bundle: Bundle) -> None:
    text = script(bundle())
    assert text.index('effect="account"') < text.index("namedInFull(needed)")


def test_what_only_some_views_need_is_a_file_of_its_own(bundle: Bundle) -> None:
    folder = bundle()
    assert "account later" not in script(folder)
    (later,) = (name for name, text in files(folder).items() if "account later" in text)
    assert f'import("./{later.removeprefix("web/")}")' in script(folder)


def test_every_file_is_named_by_its_content_and_no_other_name_is_asked_for(bundle: Bundle) -> None:
    folder = bundle()
    assert all(HASHED.fullmatch(name) for name in files(folder))
    for name, text in files(folder, ".css").items():
        assert name.split("-")[-1] == f"{hashlib.sha256(text.encode()).hexdigest()[:12]}.css"
    asked = {found for text in (page(folder), page(folder, "clinic"), *files(folder).values()) for found in links(text)}
    assert asked <= set(files(folder))


def links(text: str) -> list[str]:
    return re.findall(r'"(web/[^"]+\.(?:css|js))"', text)


def test_a_change_renames_what_has_it_and_leaves_the_rest_in_caches(bundle: Bundle) -> None:
    before, after = set(files(bundle())), set(files(bundle(account__late_css=".late-account{color:#000}")))
    stems = {re.sub(r"-[\w-]+\.", ".", name.replace("web/", "")) for name in after - before}
    assert stems == {"late.css", "account.js"}


def test_a_page_has_the_catalogues_that_its_modules_name_in_both_languages(bundle: Bundle) -> None:
    folder = bundle()
    for name, other in (("account", "clinic"), ("clinic", "account")):
        text = script(folder, name)
        offered = set(re.findall(r'"(\w+-(?:en|fr-CA))":\(\)=>import\("\./\1-[\w-]{8}\.js"\)', text))
        assert offered == {f"{area}-{language}" for area in (name, "common") for language in ("en", "fr-CA")}, other
        assert "[`${area}-${language}`]()" in text
    catalogues = [text for text in files(folder).values() if ".word" in text]
    assert sum("account in" in text for text in catalogues) == 2 and not any("unread" in text for text in catalogues)


def test_the_icon_and_the_pictures_are_in_the_document(bundle: Bundle) -> None:
    text = page(bundle())
    assert f'href="data:image/svg+xml,{quote(FAVICON, safe="!~*()" + chr(39))}"' in text
    pictures = '  <symbol id="picture-mark"></symbol>\n<symbol id="picture-of-account"></symbol>\n'
    assert text.endswith(f"<div hidden><svg>{pictures}</svg></div></body>\n</html>\n") and text.count("</body>") == 1


def test_the_reference_and_the_sheets_are_listed_with_the_names_they_got(bundle: Bundle) -> None:
    folder = bundle()
    names = json.loads((folder / "names.json").read_text())
    sheets = {"web/first.css"} | {f"web/{name}/{of}.css" for name in ("account", "clinic") for of in ("second", "late")}
    assert set(names) == {"web/reference.js", *sheets}
    assert f'reference="{names["web/first.css"]}"' in files(folder)[names["web/reference.js"]]
    assert files(folder)[names["web/clinic/late.css"]] == ".late-clinic{color:#00f}\n"


def test_syntax_that_safari_15_lacks_is_written_in_older_words(bundle: Bundle) -> None:
    """A browser that can't read a script runs none of it, and the page couldn't say so."""
    text = script(bundle(account__effect_js='globalThis.effect = "account"; globalThis.word = /[a&&b]/v;\n'))
    assert "new RegExp(" in text and "/v" not in text


def test_a_bundle_with_a_module_that_is_missing_is_refused(bundle: Bundle) -> None:
    with pytest.raises(NotBuilt, match="gone"):
        bundle(account__effect_js='import "gone";\n')


def test_a_bundle_that_only_warns_is_refused(bundle: Bundle) -> None:
    """Two modules that need each other run in an order that depends on which is asked for first."""
    circular = {"account__effect_js": 'import "./later.js";\n', "account__later_js": 'import "./effect.js";\n'}
    with pytest.raises(NotBuilt, match="Circular dependency"):
        bundle(**circular)
