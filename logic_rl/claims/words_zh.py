"""The patterns of checks in Chinese: `张伟说“王芳是无赖”（这里王芳：骑士）：假话，而张伟：骑士。`"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from logic_rl.claims.words import Words, words_of_puzzle

ALL_HOLD = re.compile(r"^(?:每句话都符合|全部吻合|所有的?话都对得上|(?:经检验，)?没有任何矛盾)\W*$")
CONTRADICTION = re.compile(r"^(?:(?:等等|不对)，)?(?:这是矛盾的|这里有矛盾|矛盾了?)\W*$")
FITS = re.compile(r"^(?:这?相符|对得上|没有问题)\W*$")
TRUE = ("true", "真话", "真的", "真")


@lru_cache(maxsize=4096)
def words_of_chinese(names: tuple[str, ...], roles: tuple[str, str]) -> Words:
    """Those of `words_of_puzzle` with Chinese lists, checks and marks."""
    name, role = (rf"(?:{'|'.join(map(re.escape, sorted(some, key=len, reverse=True)))})" for some in (names, roles))
    pair = rf"{name}[:：]\s?{role}"
    truth = r"(?:真话|假话)"
    return replace(
        words_of_puzzle(names, roles),
        listed=re.compile(rf"[^：:，。]{{0,12}}?[，：:]?\s?(?P<list>{pair}(?:[，、]{pair}){{0,30}})"),
        paired=re.compile(rf"(?P<name>{name})[:：]\s?(?P<role>{role})"),
        check=re.compile(
            rf"^(?P<speaker>{name})(?:说|声称|表示)[：:]?“(?P<said>[^“”]{{1,600}})”"
            rf"（这里(?P<marks>[^（）]{{1,900}})）"
            rf"(?:[：:](?:(?P<worked>[^：:。]{{4,600}}?)，所以是)?(?P<verdict>{truth})(?:，(?:而|但|可是)?(?P<again>{name})[：:](?P<role>{role})"
            rf"(?:，应是(?P<due>{truth}))?)?"
            rf"|，?这是(?P<careless>{truth}))?。?$"
        ),
        mark=re.compile(rf"(?P<name>{name})[:：]\s?(?P<role>{role})(?:，所以是(?P<so>{truth}))?"),
    )
