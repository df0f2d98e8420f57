r"""The rule tables of the behaviour tagger: data only; `rules` says how a rule fires.

Reflection judges own earlier steps; verification tests a result; backtracking gives up the current line;
aha is the marker of a sudden insight; hesitation is doubt without a check; exploration opens a case or an
alternative; a summary consolidates. In proofs by cases "contradiction", "but" and "Case 2" are none of
the first three: of 26 labelled K&K sentences with such a word, no one was backtracking.
"""

from __future__ import annotations

from logic_rl.analysis.behaviours.rules import (
    ACTOR,
    FROM,
    MISTAKE,
    OPENERS,
    OWN,
    RE_VERB,
    SOFTLY,
    STATEMENTS,
    cue,
    table,
)

BEHAVIOURS = (
    "reflection", "verification", "backtracking", "aha", "hesitation", "exploration", "summary", "language_switch",
)  # fmt: skip

# "revisit X with this knowledge": carrying on with a new fact, not looking back.
CARRYING_ON = (
    r"\bwith (?:this|the|that|known) (?:new |known )?(?:knowledge|information|assumption|fact|determined)",
    r"^\W*given (?!the (?:contradiction|mistake|error|inconsisten))",
    r"\bnature based on",
)

REFLECTION = table(
    "reflection",
    # Sentence-initial "wait" turned to the own reasoning in 11 of 11 labelled K&K sentences.
    cue("wait",
        rf"{FROM}{OPENERS}(?:wait|hold on|hang on)\b(?!\s+(?:for|until|till|to|time))",
        r"[,;—–-]\s*(?:but )?wait\s*[,.!—–]"),
    cue("own_mistake",
        r"\b(?:made|making|make|found|see|spot(?:ted)?|notice|there(?:'s| is| was| must be)|is|the|my|our|initial|an|a)"
        rf"\s+(?:\w+\s+){{0,2}}?{MISTAKE}\b",
        r"\berror (?:in|is|lies)\b",
        unless=(r"trial and error", r"margin of error", r"error bars?", r"percent error")),
    cue("was_wrong",
        r"\b(?:i|we)(?:'ve| have| had)? (?:was|were|am|are|got (?:it|that|this)|been|must be|might be|may be|could be)"
        r" (?:\w+ )?(?:wrong|mistaken|incorrect|off track)\b",
        r"\b(?:i|we)(?:'ve| have| had| may have| might have| must have)? (?:overlooked|missed|forgot|overcomplicat\w+"
        r"|mis(?:read|interpreted|understood|calculated|counted|applied|took))\b"),
    cue("not_right",
        r"\b(?:that|this|it|which|something|there)"
        r"(?:'s| is| isn't| does| doesn't| can't| cannot| seems?| looks?| sounds?| makes?)"
        r"(?: not| be| seem| look| make| quite| entirely| exactly| also| still| a bit| all){0,3} "
        r"(?:right\b(?!\s+(?:now|angle|hand|side))|(?:correct|wrong|sense|reasonable|strange|odd|weird|confusing|good"
        r"|fine)\b|off\b(?! ))",
        unless=(r"\bso this is fine\b",)),
    cue("conflict_with_own",
        rf"\b(?:conflicts?|disagrees?|inconsistent) with (?:my|our|the) (?:initial|earlier|previous|own) {OWN}"),
    cue("look_back", rf"\b{RE_VERB}\b", unless=CARRYING_ON),
    cue("realise", r"\b(?:i|we) (?:just |now )?(?:reali[sz]ed?|noticed?) (?:that |i |we |my |our |there)"),
    cue("own_confidence",
        r"\bi(?:'m| am) (?:\w+ ){0,2}?(?:confident|confused|certain|sure|convinced|stuck|overthinking|overcomplicating"
        r"|missing|getting|going|familiar)\b(?=\s+\w)",
        r"\b(?:confused|tangled up|confusion here)\b",
        r"\bnot (?:entirely|completely|totally|quite|exactly|100%|really|super) (?:sure|certain|confident|familiar"
        r"|clear)\b"),
    cue("own_limits",
        r"\bi (?:don't|do not|can't|cannot) (?:think (?:i|that's|this|so)|know\b|remember|recall|see (?:any|how|why))",
        r"\bi(?:'ve| have) (?:covered|considered|done everything)",
        r"\bi (?:can't|cannot) (?:calculate|compute|determine)",
        r"\bi (?:need|have) to be careful",
        r"\banything (?:else )?i(?:'m| am| might be| may be| could be)? missing"),
    cue("own_judgement",
        r"\bi (?:think|believe|guess|suppose) (?:that's|that is|this is|it's|i'm|i am|i've|i have|i should|i made"
        r"|i need|my|the (?:answer|reasoning|approach))",
        rf"\b(?:my|our) (?:\w+ )?{OWN} (?:is|was|were|seems?|looks?|holds?) "),
)  # fmt: skip

VERIFICATION = table(
    "verification",
    cue("announce_check",
        rf"\b{ACTOR}{SOFTLY}\s+(?:double[- ]?|re-?|cross[- ]?)?(?:verify|validate|confirm|test)\b",
        unless=(r"\bto (?:verify|confirm) (?:who|which)\b", r"\btest (?:each|every|all|the (?:case|possib))")),
    cue("announce_check",
        rf"\b{ACTOR}{SOFTLY}\s+(?:re-?|double[- ]?|cross[- ]?|sanity[- ]?|fact[- ]?)?check\b",
        # "check if David is a hero" opens a case; "check Mia's statement" reads on.
        unless=(r"\bcheck (?:if|whether) \w+ (?:is|=|being)\b",
                r"\bcheck (?:\w+'s|what|each|every|which)\b(?!.*(?:consisten|against|hold))")),
    cue("recheck",
        r"\b(?:double[- ]check|re-?check|cross[- ]check|sanity[- ]check|detailed check)\w*\b",
        r"\b(?:check(?:s|ing)?|verify(?:ing)?) again\b"),
    cue("heading_check",
        rf"{FROM}(?:verif(?:y|ying|ication)\b|check(?:ing)?[.:])",
        rf"{FROM}confirm(?:ing)? the (?:conclusion|solution|answer|result)",
        rf"{FROM}check(?:ing)?\s+(?:the\s+)?(?:consisten\w*|against|with|if|that|all|both|this|my|our|answer|solution"
        r"|result|everything|again)\b",
        unless=(r"\bcheck(?:ing)? (?:if|whether) \w+ (?:is|=|being)\b",)),
    cue("make_sure",
        r"\b(?:make sure|ensure|be sure|look (?:that |it |this )?up)\b",
        r"\bsee if (?:that|this|it|these|they|everything|all)\b"),
    cue("all_hold",
        rf"\b(?:all|both|every|each)\b (?:of )?(?:the |these |their |other )?(?:\w+ )?{STATEMENTS}\s"
        r"(?:(?:now|then|also|indeed|all|still) )?(?:holds?|fits?|check(?:s)? out|match(?:es)?|works?|agrees?"
        r"|(?:are|is) (?:now |all |indeed )?(?:consistent|satisfied|met|fulfilled|true to))",
        unless=(r"^\W*(?:so )?if\b", r"\b(?:only|find|which)\b")),
    cue("it_fits",
        r"\b(?:it|this|that|everything)(?: all| now)? (?:fits|works out|works|checks out|holds up|adds up|is consistent"
        r"|holds true)\b"
        r"(?=\W*$|\s*[,;:]|\s+(?:so far|perfectly|together|well|with (?:all|both|every|each|our|the|my)))",
        r"\bconsistent (?:so far|with (?:all|both|every)|throughout)\b",
        unless=(r"\bonly\b", r"^\W*(?:if|so if)\b", r"with our assumption")),
    cue("did_check",
        r"\b(?:i|we)(?:'ve| have)? (?:just |now |also )?(?:checked|verified|confirmed|double[- ]checked)\b",
        unless=(r"\b(?:checked|verified|confirmed) that (?!all|every|both|the|it|this)",)),
    cue("satisfies_all",
        r"\bsatisf(?:y|ies|ying) (?:all|both|every|each)\b",
        unless=(r"\bwhich (?:one|ones) satisf", r"\bfind\b")),
    cue("confirms_own",
        rf"\b(?:this|that|which|it) (?:also )?confirms? (?:my|our|the|that (?:my|our)) (?:\w+ ){{0,2}}?{OWN}",
        r"\bto be (?:thorough|sure|certain)\b"),
    cue("plug_in",
        r"\b(?:plug(?:ging)?|substitut(?:e|ing))\b.{0,50}\bback\b",
        r"\b(?:plug(?:ging)?|substitut(?:e|ing))\b.{0,60}\b(?:satisf|check|verif)"),
    cue("is_it_so",
        rf"{FROM}{OPENERS}(?:wait,? )?(?:but )?is (?:that|this|it) (?:right|correct|true|consistent|possible)",
        rf"{FROM}{OPENERS}(?:wait,? )?(?:but )?does (?:that|this|it) (?:make sense|hold|work|match|fit)"),
)  # fmt: skip

BACKTRACKING = table(
    "backtracking",
    cue("go_back",
        r"\b(?:let's|let me|let us|(?:i|we)(?:'ll| will| should| must| need to| have to)?|so|then|now|must)(?: \w+)? "
        r"(?:(?:go|going|step|turn|head)\s?back\b(?! (?:and forth|home))|back\s?up\b)",
        rf"{FROM}{OPENERS}(?:go back|going back|back up)\b",
        r"\bbacktrack(?:ing)?\b",
        unless=(r"\bback to (?:\w+'s|the) (?:\w+ )?(?:statement|claim|case|possibility|scenario)",)),
    cue("start_over",
        r"\b(?:start(?:ing)? (?:over|again|afresh|anew)|from scratch|scratch that|begin again|restart)\b"),
    cue("try_again",
        r"\b(?:try(?:ing)? (?:this |that |it )?again|retry(?:ing)?|redo(?:ing)?|another (?:attempt|try))\b"),
    cue("different_way",
        r"\b(?:try|use|need|take|consider|think of|find|attempt|look for|if there's|there's|there is|might be|may be"
        r"|switch to)\w*\b (?:\w+ ){0,3}?(?:different|another|new|simpler|easier|smarter|quicker|better|alternative) "
        r"(?:way|approach|method|strategy|angle|direction|perspective|route|path|line)\b",
        r"\b(?:think|(?:approach|do|think about|look at|tackle) (?:this|it|that|the problem)) "
        r"(?:differently|another way|from (?:a different|another))"),
    cue("reconsider",
        r"\b(?:let me|let's|let us|i(?:'ll| will| should| need to| must)|we (?:should|need to|must|have to)|need to"
        rf"|now)\b(?: \w+)? {RE_VERB}",
        rf"{FROM}(?:thus,? |so,? |therefore,? |however,? )?re-?(?:visit|evaluat|assess|consider|examin|analy[sz])\w*\b",
        unless=(*CARRYING_ON, r"\bre-?\w+ (?:\w+'s nature|the implications)", r"\bupon re", r"statements? with\b",
                r"\bindicat")),
    cue("give_up_line",
        # An assumption or an assignment that fails is the plain end of a case.
        r"\b(?:this|that|the) (?:approach|method|line|path|attempt)(?: of \w+)? (?:\w+ )?"
        r"(?:fails|does(?:n't| not) work|is(?:n't| not) working|leads nowhere|(?:was|must be|is) wrong|won't work)",
        r"\b(?:undo|discard|abandon|drop|take back|revise|withdraw) (?:this|that|my|our|the)\b"),
    cue("own_error_fix",
        rf"\b(?:we|i) made an? (?:\w+ )?{MISTAKE} (?:in|when|evaluating)",
        r"\bcorrect (?:my|our|the|this|that) (?:mistake|error|earlier|previous)",
        r"\bgiven the (?:initial )?(?:contradiction|mistake|error|inconsistency)\b.*\blet(?:'s| me)"),
)  # fmt: skip

AHA = table(
    "aha",
    cue("aha", r"\b(?:aha|eureka)\b", r"\bthat's it\s*!", negatable=False),
    cue("see_now",
        r"\b(?:i see (?:it )?now|now i (?:see|understand|get it)|(?:oh|ah),? (?:now )?i (?:see|get it))\b",
        r"\b(?:it (?:all |finally )?(?:makes sense now|clicks|clicked)|i finally (?:see|understand|get))\b",
        r"\bthe key (?:insight|realization) is\b"),
)  # fmt: skip

HESITATION = table(
    "hesitation",
    cue("hmm", r"\bhmm*\b", r"\bhhm", r"\buhh*\b", r"\bumm*\b", negatable=False),
    cue("maybe", r"\b(?:maybe|perhaps|possibly)\b(?! (?:i|we) (?:should|can|could|need))", negatable=False),
    cue("unsure",
        r"(?:\b(?:not|never)|n't) (?:\w+ )?(?:sure|certain|confident|clear)\b",
        r"\b(?:unsure|uncertain|unclear|i (?:don't|do not) know|i wonder|i guess)\b",
        r"\b(?:hard to (?:say|tell)|this is (?:hard|difficult|tricky)|i(?:'m| am) (?:\w+ )?(?:confused|stuck|lost))\b",
        unless=(r"\bmake (?:certain|sure)\b",), negatable=False),
    cue("might_be",
        r"\b(?:i|we|it|this|that) (?:might|may|could) (?:be|have been) (?:wrong|mistaken|right|off|missing)\b",
        negatable=False),
)  # fmt: skip

EXPLORATION = table(
    "exploration",
    cue("case",
        rf"{FROM}(?:case|scenario|option|possibility|hypothesis|assumption)\s+(?:\d+|[a-d]|one|two|three|four)\b",
        r"\b(?:consider|take|look at|try) (?:the )?(?:next|other|second|first|remaining|each|all|every|both|different) "
        r"(?:case|possib|scenario|option|combination|assignment)"),
    cue("suppose",
        rf"{FROM}{OPENERS}(?:(?:let's|let me|let us|we|i)(?:\s+(?:now|first|then|will|can|could))? )?"
        r"(?:suppose|assume|imagine|say)\b",
        r"\bwhat if\b",
        r"^\W*what about\b"),
    cue("try",
        rf"{FROM}{OPENERS}(?:(?:let's|let me|let us|i'll|i will|we|i)(?: now| first| can)? )?try\b\s*"
        r"(?::|if\b|assuming|all|each|every|both|different|combination|possib|the (?:other|case)"
        r"|\w+\s*(?:=|as\b|being|is\b))",
        unless=(r"\btry (?:\w+ )?again", r"different (?:approach|way|method)")),
    cue("trial", r"\btrial and error\b", r"\bcheck (?:if|whether) \w+ (?:is|=|being) "),
    cue("alternatively",
        rf"{FROM}{OPENERS}(?:alternatively|another (?:possibility|option|idea|approach|way|method|angle|thought"
        r"|perspective|thing to (?:consider|think))|on the other hand|or (?:maybe|perhaps))\b"),
)  # fmt: skip

SUMMARY = table(
    "summary",
    cue("conclusion",
        rf"{FROM}(?:in (?:conclusion|summary|short)|to (?:summari[sz]e|sum up|conclude|recap)|summary|summing up"
        r"|conclusion|final (?:answer|conclusion|solution|assignment)|overall|all in all"
        r"|putting (?:it|this|everything) (?:all )?together)\b"),
    cue("so_far", r"\bso far,? (?:we|i)\b", r"\b(?:we|i) (?:have|know|found|established)\b.{0,40}\bso far\b"),
    cue("only_solution",
        r"\b(?:therefore|thus|hence|so|after checking)\b.{0,40}\b(?:the )?only (?:\w+ )?"
        r"(?:case|solution|scenario|possib|combination|assignment|one)",
        r"\bthe only (?:\w+ )?(?:scenario|solution|case|assignment|combination) (?:that|which|is)\b",
        r"\bafter checking all\b"),
    cue("we_conclude",
        r"\b(?:we|i) (?:can )?(?:conclude|have (?:determined|established|shown))\b",
        r"\bthe (?:solution|answer) is\b"),
)  # fmt: skip

CHINESE = (
    *table("reflection", cue("zh_wait", r"等等|等一下|不对|有问题|搞错|弄错|出错了|我错了|仔细想想|反思")),
    *table("verification", cue(
        "zh_check",
        r"(?:让我|我们|来|需要|再)(?:们)?(?:再|来|重新)?(?:检查|验证|核对|确认|检验)",
        r"验证(?:一下|：|:)|检查一下|符合所有|(?:所有|全部)的?(?:陈述|条件|话)都?(?:成立|满足|一致)")),
    *table("backtracking", cue(
        "zh_back",
        r"重新(?:考虑|开始|来|分析|思考|尝试|假设)|回到(?:之前|前面|上一步|开头)|从头(?:开始|再来)|回溯|推翻",
        r"换一?(?:种|个)(?:方法|思路|假设|角度)")),
    *table("aha", cue("zh_aha", r"原来如此|我明白了|恍然大悟|啊哈|我知道了", negatable=False)),
    *table("hesitation", cue("zh_unsure", r"也许|或许|不确定|不太确定|说不定|嗯+[，…,.]|不清楚", negatable=False)),
    *table("exploration", cue(
        "zh_case",
        r"(?:假设|假如|设想)(?!是错|不成立)|情况[一二三四五六七八\d]|另一种(?:可能|情况)|尝试(?:假设|所有)|分情况")),
    *table("summary", cue("zh_summary", r"综上(?:所述)?|总之|总结|综合(?:来看|以上)|由此得出|最终(?:答案|结论)")),
)  # fmt: skip

RULES = (*REFLECTION, *VERIFICATION, *BACKTRACKING, *AHA, *HESITATION, *EXPLORATION, *SUMMARY, *CHINESE)
