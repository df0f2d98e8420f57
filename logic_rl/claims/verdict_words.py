"""How prose says that a statement is true or false: patterns for the names of one puzzle, English and Chinese.

They are for text whose quotations are blanked out (`logic_rl.text.speech`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class VerdictWords:
    """Compiled patterns.

    Attributes:
        worth: what a sentence without it is not looked through for.
        speaks: whose statement is spoken of from here on, in one of the groups `who` (says it), `whose` (is named),
            `again` (the same as before says it).
        verdicts: each has `value`, maybe `denied`, and says whose statement is meant by one of `owner` (a name),
            `pronoun`, `this` (the statement spoken of), `short` (the same, right after it) or `quote` (its words).
        doubted: in the clause before a verdict: it is none, but a condition, a question, a wish.
        parts: in the same clause: it is about a part of a statement.
        vague: anywhere before it: an assumption about somebody who is not named.
        own_mistake: before its end: it repeats what was called so by mistake, and its mending.
        open_end: right after a verdict: the same.
        breaks: where a clause ends.
        false, fixed, due, wished: of a verdict's words: not true; whoever is what; as the speaker's role has it; what
            would be so.
        remark: a statement is said to tell nothing of its speaker, or to go with every case.
        in_person: of a verdict's words: of the speaker, who may be spoken of in general.
        concludes: at the head of a sentence: it goes on from the one before.
    """

    worth: re.Pattern
    speaks: re.Pattern
    verdicts: tuple[re.Pattern, ...]
    doubted: re.Pattern
    parts: re.Pattern
    vague: re.Pattern
    own_mistake: re.Pattern
    open_end: re.Pattern
    breaks: re.Pattern
    false: re.Pattern
    fixed: re.Pattern
    due: re.Pattern
    wished: re.Pattern
    remark: re.Pattern
    concludes: re.Pattern
    in_person: re.Pattern


_SAYS = (
    r"(?:says?|said|saying|stat(?:es?|ed)|claim(?:s|ed)|assert(?:s|ed)|declar(?:es|ed)|remark(?:s|ed)|mention(?:s|ed)"
    r"|express(?:es|ed)|comment(?:s|ed)|not(?:es|ed)|tells?|told)\b"
)
_THING = r"(?:statements?|claims?|assertions?|declarations?|remarks?|words)\b"
_ASIDE = r"(?: ?\([^()\n]{1,60}\)|, [^,.;:\n]{1,40},)?"
_MARK = r"[*_`]{0,3}"
_WHOLE = r"(?: (?:whole|entire|same|last|first|second|third|compound|conditional|own|full|original))?"
# What may stand between a statement and its verdict: its quotation, "that Jacob is a saint", "about Mia".
_BETWEEN = (
    r"(?:(?!\b(?:if|only|whether|or|because|since|so|then|which|when|but|means?|impl\w+|would|could|should|might|may|can"
    r"|cannot|not|neither|consistent|to be|leads?|contradicts?|statements?|says?|said)\b|n['’]t\b)"
    r"[^.;?!\n$\\¬∧∨→↔⊕⇒⇔=]){0,160}?"
)
_SURELY = (
    r"(?: (?:indeed|actually|also|always|necessarily|certainly|clearly|therefore|thus|then|in fact|in this case|itself"
    r"|automatically|technically|logically|inherently|obviously|definitely|both|just|simply)){0,3}"
)
_IS = (
    r"(?:(?: (?:is|was|are|becomes|holds|(?:must|has to|will|would)(?: also| then| indeed| therefore)? be"
    r"|comes out(?: as)?"
    rf"|turns out(?: to be)?)|['’]s)(?P<denied> not|n['’]t)?{_SURELY} "
    r"|\s?(?:→|=>|⇒|=|:|[-–—])\s?(?:(?:this|that|which|it) (?:is|must be) |that['’]s )?)"
)
_VALUE = (
    r"(?P<value>(?:an? )?(?:(?:logically |necessarily )?(?:true|false)(?: statement| claim)?|lie"
    r"|tautolog(?:y|ical)|(?:logical )?contradiction|(?:self-)?contradictory|logically impossible)"
    r"|untrue|the truth)(?!\w)"
)
_MADE = r"(?: something)? (?P<value>(?:an? )?(?:true|false|lie)(?: statement| claim)?)(?!\w)"
_DOUBTED = (
    r"\b(?:cannot|if|when|whenever|whether|unless|suppos\w+|assum\w+|either|neither|for|would|could|might|may|can|should|had|how"
    r"|until|no|possib\w+|imagine|say|not|never|makes? sense|requires?|needs?|without|than|trust)\b|n['’]t\b"
)
_OPEN_END = (
    r"^[\s*_\"'”’)]*(?:or\b|/|if\b|only\b|when\b|whenever\b|unless\b|under\b|for (?:her|him|the|an?)\b|as long\b"
    r"|and false|depending\b|in (?:both|either)\b|\?|would\b|could\b|parts?\b|premise\b|antecedent\b|by default\b)"
)
_CASE = r"(?:scenarios?|cases?|possibilit(?:y|ies)|combinations?|solutions?|assignments?|options?)"
_FINE = r"(?:consistent|valid|possible|plausible)\b(?! with\b)"
_REMARK = (
    r"(?P<remark>"
    r"(?P<empty>\b(?:doesn['’]t|does not|cannot|can['’]t)(?: \w+)? (?:provide|give|offer|help|tell|reveal|determine)\b"
    r"[^.;,\n]{0,60}?\b(?:his|her|their|[A-Z]\w+['’]s) (?:own )?(?:nature|identity|type|role|status|character)"
    r"|\b(?:doesn['’]t|does not) contradict (?:either|any|both)\b"
    r")|(?P<could>(?:\b[A-Z]\w+ )?\b(?:could|can|may|might) (?:still )?be (?:either )?"
    r"an? \w+(?: \([^()]*\))? or an? \w+)"
    rf"|(?P<both>\b(?:both|either|all)(?: of)?(?: these| the)?(?: two)? {_CASE} (?:are|is)(?: \w+)? {_FINE})"
    rf"|(?P<works>\b(?:this|the|that) {_CASE} (?:is(?: also| actually)? {_FINE}|works\b|holds\b))"
    rf"|(?P<fails>\b{_CASE}[^.;\n]{{0,90}} (?:does not|doesn['’]t|cannot|can['’]t) (?:fit|work|hold|be)\b))"
)
_CONCLUDES = (
    r"^\W*(?:so|thus|hence|therefore|this means|that means|which means|meaning|it follows|consequently|then|now)\b"
)


@lru_cache(maxsize=4096)
def english_words(names: tuple[str, ...]) -> VerdictWords:
    """The patterns for these names."""
    name = rf"(?<!\w)(?-i:{_any(names)})(?!\w)"
    owned = rf"(?:(?P<owner>{name}){_MARK}['’](?:s\b)?|\b(?P<pronoun>his|her|their)\b){_MARK}{_WHOLE} {_THING}{_MARK}"
    this = rf"\b(?P<this>(?:this|that|the|such an?){_WHOLE} {_THING})"
    return VerdictWords(
        _compiled(r"\b(?:true|false\w*|lies?|lied|lying|truth|untrue|contradict\w+|tautolog\w+|impossible)\b"),
        _compiled(
            rf"(?P<who>{name}){_MARK}{_ASIDE}(?:,? who)?(?: (?:also|then|once|actually|has|was heard))? {_SAYS}"
            rf"|\b(?P<again>he|she|they) (?:also |then )?{_SAYS}"
            rf"|(?P<whose>{name}){_MARK}['’](?:s\b)?{_MARK}{_WHOLE} (?:{_THING}|words)"
        ),
        tuple(
            map(
                _compiled,
                (
                    rf"{owned}{_BETWEEN}{_IS}{_MARK}{_VALUE}",
                    rf"{this}{_BETWEEN}{_IS}{_MARK}{_VALUE}",
                    rf"\bwhat (?P<owner>{name}) (?:says|said){_IS}{_MARK}{_VALUE}",
                    rf"(?P<owner>{name}) (?P<value>(?:tells|told|is telling) the truth|lies|lied|is lying)"
                    r" (?:in saying|when)\b",
                    rf"(?P<owner>{name})(?: (?:must|has to))?(?: also| indeed)? (?:be|is|was)"
                    r"(?: also| indeed| therefore)? "
                    r"(?P<value>telling the truth|lying)(?! in\b)",
                    rf"\b(?P<value>true|false) when (?P<owner>{name}) says\b",
                    rf"\b(?:making|makes) (?:{owned}|{this}){_BETWEEN} {_VALUE}",
                    rf"(?P<owner>{name}){_MARK}{_ASIDE}(?: (?:has|also|indeed|therefore|thus|is)){{0,2}}"
                    rf" (?:said|says|made|makes|making|told|telling|stated|saying){_MADE}",
                    rf"(?P<owner>{name}){_MARK}{_ASIDE} {_SAYS}{_BETWEEN}[,(] ?which{_IS}{_MARK}{_VALUE}",
                    rf"(?P<quote>□+){_MARK}\)?,?(?: ?\(?which)?{_IS}{_MARK}{_VALUE}",
                    rf"\b(?P<short>this|that|it){_IS}{_MARK}{_VALUE}",
                ),
            )
        ),
        _compiled(_DOUBTED),
        _compiled(r"\b(?:parts?|sides?|half|condition|premise|antecedent|consequent|conclusion)\b"),
        _compiled(r"\bif (?:he|she|they|it|this|that|someone|somebody|both|one)\b"),
        _compiled(r"\bI (?:have |had )?(?:called|took|taken)\b|\bI (?:have )?made a mistake\b|\bwrong to call\b"),
        _compiled(_OPEN_END),
        _compiled(r"[,;:(]|—|\b(?:then|so|therefore|thus|hence|because|since|as|but|meaning|means)\b"),
        _compiled(r"false|lie|lying|untrue|contradict|impossible"),
        _compiled(r"\balways\b|\bnecessarily\b|tautolog|contradict|impossible|regardless"),
        _compiled(r"\b(?:must|has to|will|would)\b"),
        _compiled(r"\bwould\b"),
        _compiled(_REMARK),
        _compiled(_CONCLUDES),
        _compiled(r"\b(?:telling the truth|lying)$"),
    )


_ZH_SAYS = r"(?:说过|说道|说|声称|宣称|声明|表示|认为|指出|断言)"
_ZH_THING = r"(?:这句话|那句话|话|陈述|声明|说法|断言|论断)"
_ZH_THIS = r"(?P<this>(?:这|那|该|此|上述)(?:一|个|句|种|番)?(?:话|陈述|声明|说法|断言|论断))"
_ZH_SURELY = r"(?:就|便|也|都|则|却|又|一定|必然|必定|必须|肯定|显然|确实|的确|其实|总|永远|恒|只能|当然){0,3}"
_ZH_VALUE = (
    rf"{_ZH_SURELY}(?:(?P<denied>不是|并非|并不是)|是|为)(?:一句|一个)?"
    r"(?P<value>真话|实话|真实的?|真的?|正确的?|对的|成立的|假话|谎话|谎言|虚假的?|假的?|错误的?|错的)(?![实设定如使正])"
)
_ZH_REMARK = (
    r"(?P<remark>(?P<empty>(?:无法|不能)(?:直接)?(?:确定|判断|说明|得出)(?:他|她)(?:自己)?(?:的)?(?:身份|是))"
    r"|(?P<could>$^)|(?P<both>两种(?:情况|情形|假设|可能)(?:都|均)(?:成立|可行|可能|一致))"
    r"|(?P<works>(?:这种|该|此)(?:情况|情形|假设)(?:成立|可行|是可能的))"
    r"|(?P<fails>(?:这种|该|此)(?:情况|情形|假设)(?:不成立|不可行|不可能)))"
)
_ZH_HOLDS = rf"{_ZH_SURELY}(?P<value>不成立|成立)"


@lru_cache(maxsize=4096)
def chinese_words(names: tuple[str, ...]) -> VerdictWords:
    """The patterns for these names."""
    name = _any(names)
    owned = rf"(?P<owner>{name})\s?(?:所)?(?:{_ZH_SAYS})?的(?:{_ZH_THING})?"
    return VerdictWords(
        _compiled(r"[真假谎实错对]|成立|正确"),
        _compiled(
            rf"(?P<who>{name})\s?(?:还|也|曾|则|却|又|便|就)?{_ZH_SAYS}|(?P<own>{name})[^，。；]{{0,12}}，说的却?是(?=□)|(?P<whose>{name})\s?的{_ZH_THING}"
        ),
        tuple(
            map(
                _compiled,
                (
                    rf"{owned}[□\s，]*{_ZH_VALUE}",
                    rf"{owned}[□\s，]*{_ZH_HOLDS}",
                    rf"(?P<owner>{name})[^，。；]{{0,12}}，说的{_ZH_VALUE}",
                    rf"{_ZH_THIS}{_ZH_VALUE}",
                    rf"{_ZH_THIS}{_ZH_HOLDS}",
                    rf"(?P<owner>{name})\s?(?:就|便|也|都|一定|必定|确实|的确|正)?(?:是)?(?:在)?(?P<value>说谎|撒谎)",
                    rf"(?P<owner>{name})\s?(?:就|便|也|都|一定|必定|确实|的确)?(?:是)?(?:在)?(?:说|讲)(?:了|的是|的就是)?"
                    r"(?P<value>真话|实话|假话|谎话)",
                    rf"(?P<owner>{name}){_MARK}{_ASIDE} {_SAYS}{_BETWEEN}[,(] ?which{_IS}{_MARK}{_VALUE}",
                    rf"(?P<quote>□+)\s?{_ZH_VALUE}",
                    rf"(?P<short>这|那|它){_ZH_VALUE}",
                ),
            )
        ),
        _compiled(r"如果|假如|假设|倘若|若|是否|要么|或者|可能|也许|要使|为了|除非|不能|无法|应该|应当|不会|才能|只有"),
        _compiled(r"部分|前半|后半|前提|结论"),
        _compiled(r"如果(?:他|她|两人|有人)"),
        _compiled(r"当成了?|[弄记搞]错了"),
        _compiled(r"^\s*(?:吗|？|\?|还是|或|的话|的时候|时)"),
        _compiled(r"[，。；：,;:、（—]|所以|因此|那么|从而|于是|因为|由于|但|而|则|故|既然"),
        _compiled(r"假|谎|错|不成立"),
        _compiled(r"永远|恒|总是?|必然"),
        _compiled(r"必须|必然|一定|必定"),
        _compiled(r"将会|就会"),
        _compiled(_ZH_REMARK),
        _compiled(r"^\W*(?:因此|所以|那么|于是|可见|从而|这说明|这意味着|由此)"),
        _compiled(r"(?:说谎|撒谎)$"),
    )


def _compiled(pattern: str) -> re.Pattern:
    return re.compile(pattern, re.IGNORECASE)


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
