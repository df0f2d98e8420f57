"""Units of measure, money and things counted after a number: `18 dollars`, `5 cm`, `3 \\text{ m}`, `40 apples`.

A letter that follows a number is a variable: `2h` is twice h. A unit is a word; an abbreviation of two or more letters
after a space (without one only in an answer to a plain number); or whatever stands in `\\text{}`, single letters too.
"""

from __future__ import annotations

import re

_TABLE = """
cm: centimeter centimetre cms; mm: millimeter millimetre; km: kilometer kilometre kms; m: meter metre; in:
inch inches; ft: foot feet; yd: yard; mi: mile; kg: kilogram kilogramme kgs; g: gram gramme; mg: milligram;
lb: pound lbs; oz: ounce; l: liter litre; ml: milliliter millilitre; gal: gallon; s: second sec secs; min:
minute mins; h: hour hr hrs; d: day; ms: millisecond; dollar: dollars usd bucks; euro: euros eur; cent: cents;
rupee: rupees; yuan: yuans rmb; degree: degrees deg; radian: radians rad; mph; kmh: kph; hz: hertz; j: joule;
n: newton; w: watt; kw: kilowatt; v: volt; pa: pascal; ha: hectare; acre: acres; mol: mole; month: months;
year: yr yrs; week: weeks; unit: units; percent: pct; person: people persons; child: children; man: men;
woman: women; egg; cup; bag; box: boxes; boy; girl; cat; dog; car; pen; toy; way; fish; sheep; book; coin;
tree; page; game; point; time: times; kelvin; celsius; fahrenheit; pint; quart; ton: tonne; item; bird; card;
ball
"""  # a unit, and after the colon other words for it
_ALIASES = dict(entry.strip().partition(":")[::2] for entry in _TABLE.replace("\n", " ").split(";"))
UNITS = {word: unit for unit, others in _ALIASES.items() for word in (unit, f"{unit}s", *others.split())}
UNITS |= {f"{word}s": unit for unit, others in _ALIASES.items() for word in others.split() if len(word) > 3}
_LETTERS = frozenset("mghdlsnjvw")  # units of one letter, which count in \text{} alone
_NO_NOUN = frozenset("""
    always besides cosines equals halves hundreds thousands millions billions trillions dozens thirds fourths
    quarters fifths sixths sevenths eighths ninths tenths elevenths twelfths hundredths thousandths minus modulus
    plus radius sines tangents versus perhaps unless less series digits roots powers factors logarithms squares
    cubes primes tens
""".split())
_POWER = r"(?:\s*\^\s*\{?\s*(?P<power>[23])\s*\}?)?"
_TEXT = re.compile(rf"\\(?:text(?:rm|bf|it)?|mathrm|mbox|operatorname)\s*\{{(?P<inside>[^{{}}]*)\}}{_POWER}\s*$")
_WORD = re.compile(rf"(?<![\\A-Za-z])(?P<word>[A-Za-z]+)\.?{_POWER}\s*$")
_MONEY = re.compile(r"^(?P<sign>-?)\s*(?P<mark>(?:US)?\\?\$|USD|€|£|¥|₹|\\pounds|\\euro)\s*(?=[\d.])")
_MARKS = {"$": "dollar", "€": "euro", "£": "pound sterling", "¥": "yuan", "₹": "rupee", "\\euro": "euro"}
_DEGREE = re.compile(r"\s*\^\s*\{?\s*\\circ\s*\}?\s*(?:\\(?:text|mathrm)\s*\{\s*)?(?P<scale>[CF]?)\s*\}?\s*$")
_PERCENT = re.compile(r"\s*\\?%\s*$")
_JOINING = {"per": "/", "square": "^2 ", "sq": "^2 ", "cubic": "^3 ", "cu": "^3 "}


def without_unit(answer: str, *, close: bool = False) -> tuple[str, str]:
    """(answer, unit): ("5", "cm") of `5 centimeters`, ("50", "%") of `50\\%`, (answer, "") where there is none.

    `close` also takes an abbreviation that stands right after a digit.
    """
    if money := _MONEY.match(answer):
        mark = "$" if "$" in money["mark"] or money["mark"] == "USD" else money["mark"]
        rest, _ = without_unit(answer[money.end() :], close=close)
        return money["sign"] + rest, _MARKS.get(mark, "pound sterling")
    if percent := _PERCENT.search(answer):
        return answer[: percent.start()], "%"
    if degree := _DEGREE.search(answer):
        return answer[: degree.start()], f"degree{degree['scale'].lower()}"
    parts: list[str] = []
    rest = answer.rstrip()
    while last := _last_unit(rest, close=close):
        rest, part = last
        parts.insert(0, part)
    if not parts or not re.search(r"[\d}]|\\pi", rest) or parts[0] in _JOINING.values() and len(parts) == 1:
        return answer, ""
    return rest.rstrip(" \\"), _canonical(parts)


def _last_unit(text: str, *, close: bool) -> tuple[str, str] | None:
    """(what stands before, the last unit); None where the text ends with none."""
    if text.endswith("/"):
        return text[:-1].rstrip(), "/"
    if match := _TEXT.search(text):
        words = re.findall(r"[A-Za-z]+|/|\^\s*[23]", match["inside"])
        parts = [part for word in words if (part := _unit(word, in_text=True))]
        if not words or len(parts) < len(words) or re.search(r"\d", re.sub(r"\^\s*\d", "", match["inside"])):
            return None
        return text[: match.start()].rstrip(" \\"), " ".join(parts) + (f"^{match['power']}" if match["power"] else "")
    if not (match := _WORD.search(text)):
        return None
    before = text[: match.start("word")]
    part = _unit(match["word"], in_text=before.endswith("/"))
    if not part or len(match["word"]) < 3 and not close and not before.endswith((" ", "/")):
        return None
    return text[: match.start()].rstrip(), part + (f"^{match['power']}" if match["power"] else "")


def _unit(word: str, *, in_text: bool) -> str | None:
    lower = word.lower()
    if lower in _JOINING:
        return _JOINING[lower]
    if word == "/" or word.startswith("^"):
        return word.replace(" ", "")
    if len(word) == 1:
        return lower if in_text and lower in _LETTERS else None
    if lower in UNITS and (len(word) > 2 or word == lower or word in ("Hz", "kW", "Pa")):
        return "%" if UNITS[lower] == "percent" else UNITS[lower]
    is_plural = len(word) >= 5 and word.islower() and word.endswith("s") and not word.endswith("ss")
    return word.removesuffix("s") if is_plural and lower not in _NO_NOUN and re.search("[aeiouy]", word) else None


def _canonical(parts: list[str]) -> str:
    """`square meter` and `m^2` are the same, so are `km/h`, `km per hour` and `kmh`; `mph` is `mi/h`."""
    text = re.sub(r"\s*(\^[23])\s+(\w+)", r" \2\1", " ".join(parts).replace(" ^", "^"))
    text = re.sub(r"\s*/\s*", "/", f" {text}".replace(" ^", "^")).strip()
    text = re.sub(r"^(\^[23])\s*(\w+)", r"\2\1", text)
    return {"kmh": "km/h", "mph": "mi/h"}.get(text, text)
