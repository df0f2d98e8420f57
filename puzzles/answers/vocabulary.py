"""The closed lists of English and Chinese words that answers are made of. Data only.

A word on no list is unknown: beside the answer it counts as small talk, next to a name it is refused.
"""

_ENGLISH = {
    "and": "and &",
    "but": "but while whereas yet",
    "article": "a an the",
    "be": (
        "∈ is are was were be being must has have to definitely indeed certainly clearly truly really actually also "
        "as identified determined confirmed established proven 's"
    ),
    "only": "only just solely",
    "label": "role identity type status",
    "all": "both all each",
    "neither": "neither",
    "nor": "nor",
    "not": "not no never isn't isnt aren't arent ain't wasn't weren't != ≠",
    "nobody": "∅ none nobody empty",
    "everyone": "everyone everybody",
    "rest": "others rest other else remaining",
    "folk": "them they",
    "pronoun": "every he she it's he's she's they're that's",
    "respectively": "respectively",
    "filler": (
        "therefore thus so hence then finally final conclusion conclude concluding answer answers solution solutions "
        "result results summary we i can know known find found get got that in of follows following here it this "
        "these those roles role's identities persons people person name names who what which for their his her based "
        "on above analysis reasoning logic logical deduction deductions deduce deduced determine infer inferred see "
        "shows show our my now by from given information statements statement solved there means mean inhabitant "
        "inhabitants islander islanders character characters correct assignment text boxed mathbf textbf json"
    ),
    "hedge": (
        "several multiple various another maybe perhaps possibly probably possible probable likely unlikely might "
        "may could should would or either seem seems seemed appear appears guess guessing guessed think thought "
        "believe believed suspect unsure uncertain unclear unknown undetermined undecided ambiguous presumably "
        "supposedly apparently arguably hopefully potentially plausible plausibly roughly approximately almost "
        "nearly sometimes tentative tentatively confidence chance alternative alternatively some any depends "
        "depending hmm questionable doubtful dubious unverified unconfirmed unproven called someone somebody ? % 🤔 "
        "🤷 ❓ ❔ ⚠ attempt attempts candidate candidates draft theory premise"
    ),
    "condition": (
        "if iff unless assume assumes assuming assumed assumption suppose supposing supposed provided when whenever "
        "otherwise imply implies hypothesis hypothetical hypothetically whether case cases scenario scenarios option "
        "options possibility possibilities try trying example sample template placeholder format eg "
        "consider imagine imagined fiction fictional fictitious imaginary fantasy dream"
    ),
    "denial": (
        "nothing without lack lacks unlike far fake wrongly falsely incorrectly mistakenly erroneous erroneously "
        "false incorrect wrong untrue contrary opposite reverse reversed inverse swap swapped versa deny denies "
        "denied doubt impossible cannot except excluding instead rather joke joking kidding ignore disregard mistake "
        "mistaken error nope invalid inconsistent contradiction contradictions contradicts contradictory rejected "
        "reject wait discard lie lie's lying hardly barely scarcely fails failed refuse refused say says saying said "
        "claim claims claimed state states stated assert asserts asserted tell tells told according quote "
        "quoted quoting rumour rumor rumours rumors legend hearsay alleged allegedly refute refutes refuted disprove "
        "disproves disproved disproven falsified bogus nonsense negate negates negated negation negative flip flips "
        "flipped exchange exchanged switch switched invert inverted transposed backwards retract retracted revoked "
        "withdrawn hoax prank psych rubbish disagree disagrees excluded eliminated discarded dismissed ruled oops typo "
        "whoops withdraw scratch strike forget rethink nay decoy trap ⊥ ⊘ ☒ 🙅 🤥 🙃 ~ ¬ ❌ ✗ ✘ ✖ × "
        "👎 🚫 ⛔"
    ),
}

_CHINESE = {
    "and": "和 与 及 以及 还有 跟 同 并且",
    "but": "而 而且 但 但是 且 同时 不过",
    "article": "一个 一名 一位 个 名 位",
    "be": (
        "是 为 就是 乃 系 有 属于 确实是 确实 必是 必为 必然是 必然 一定是 一定 必定是 必定 必须是 肯定是 肯定 "
        "显然是 显然 也是 也 亦为 亦是 亦 则是 则为 的"
    ),
    "only": "唯一 唯一的 只有 仅有 仅 唯有 只",
    "label": "身份 角色 类型 类别",
    "all": "都 均 皆 全 全都 全部 全部都",
    "not": "不是 并不是 不 并不 非 并非 不为 绝不是 绝非 没",
    "nobody": "无 没有人 无人 没人 空 没有",
    "everyone": "所有人 每个人 大家 人人 全体 所有居民 每个居民 全员",
    "rest": "其余 其他 其它 剩下 剩余 另外 其余人 其他人 其它人 其余的人 其他的人 剩下的人",
    "folk": "他们 她们 人 个人 的人 居民",
    "pronoun": "他 她 每 这些人",
    "respectively": "分别 依次",
    "filler": (
        "即 经过 通过 分析 综合 得知 判定 可以确定 可以得出 可以知道 可以推断 可以推出 可以得到 因此 所以 因而 故 "
        "于是 那么 综上 综上所述 由此 由此可知 可知 可得 可见 得出 得到 我们 最终 最后 答案 最终答案 结论 结果 解答 "
        "解 回答 推理 总结 如下 以下 下面 情况如下 这 这个 各 各人 各个 每人 谁 哪些 正确 唯一 姓名 名字 名称 编号 "
        "序号 人物 成员 判断 根据 完整"
    ),
    "hedge": (
        "初步 暂定 临时 可以 可能 也许 或许 大概 应该 应当 应是 应为 应 似乎 好像 看来 看似 貌似 恐怕 估计 大约 或 "
        "草稿 候选 "
        "或者 还是 要么 猜 猜测 推测 认为 觉得 感觉 以为 不确定 未知 不清楚 不明 不详 无法 不一定 未必 说不定 没准 "
        "多半 八成 左右 吗 吧 呢 么 难以 难说 疑似 怀疑 暂且 暂时 姑且 基本上 倾向 概率 几率 未定 待定 不知 不知道 "
        "任意 可以是 既可 也可 如何 怎么 有时 某"
    ),
    "condition": (
        "如果 若 若是 假如 假设 假定 倘若 要是 除非 只要 则 才 当 当且仅当 否则 设 令 的话 情况 情形 场景 尝试 例如 "
        "想象 假想 虚拟 "
        "比如 示例 例子 譬如 格式 取决于"
    ),
    "denial": (
        "错 错误 错的 假 假的 不对 不成立 不正确 不符 不符合 相反 反之 反过来 颠倒 互换 对调 矛盾 不可能 不能 不会 "
        "谎 说 别 声称 表示 说道 宣称 提到 否认 否定 否 排除 推翻 误 作废 忽略 玩笑 虚构 瞎 自称 除 除了 除去 等等 "
        "交换 调换 对换 反转 翻转 倒过来 撤回 谣言 传闻 不实 虚假 淘汰 等一下 慢着 难道 怎"
    ),
}

CHINESE_WORDS = {word: kind for kind, words in _CHINESE.items() for word in words.split()}
VOCABULARY = {word: kind for kind, words in _ENGLISH.items() for word in words.split()} | CHINESE_WORDS

_ENGLISH_NUMBERS = "zero one two three four five six seven eight nine ten".split()
_CHINESE_NUMBERS = "零 一 两 三 四 五 六 七 八 九 十".split()
# "three", "三人": how many people a sentence speaks of.
COUNTS = {word: number for number, word in enumerate(_ENGLISH_NUMBERS) if number >= 2} | {
    numeral + unit: number
    for number, numeral in enumerate(_CHINESE_NUMBERS)
    if number >= 2
    for unit in ("人", "个人", "个", "位", "位居民", "名居民", "名", "者")
}

# Words that make the whole answer unreadable, and what to call them.
DOUBTS = {"hedge": "a hedge", "condition": "a condition", "denial": "a denial or somebody's words"}

# Words of doubt that doubt nothing where they stand; taken out before the words are looked up.
HARMLESS = (
    r"\bin the (?:requested|required|specified|given|correct|right|following|desired) format\b|"
    r"\b(?:no|without|without any|free of) (?:logical )?(?:contradictions?|inconsistenc(?:y|ies))\b"
    r"|\bonly (?:possible|consistent|valid|remaining|logical) "
    r"(?:possibility|scenario|case|option|solution|answer|assignment|combination|configuration|arrangement)\b"
    r"|\bonly possible\b"
    r"|\b(?:which|and|this) (?:satisf(?:y|ies)|fits?|is consistent with) all (?:of )?(?:the |their )?"
    r"(?:conditions|statements)\b"
    r"|(?:没有|无|没有任何|无任何|不存在|不产生)矛盾|唯一(?:可能|符合(?:所有)?条件|满足(?:所有)?条件|合理)?的(?:情况|可能性?|解)"
    r"|唯一可能的?|(?:符合|满足)(?:所有|全部|题目)?的?(?:条件|陈述|要求)|验证无误"
)
# Phrases that doubt without a word of doubt; each becomes one before the words are looked up.
DOUBTFUL = (
    r"\b(?:two|three|four|five|six|eight|\d{1,3}|many|other|more) (?:\w{1,20} )?"
    r"(?:solutions|answers|possibilities|assignments|combinations|worlds|ways)\b"
    r"|\bnot (?:\w{1,20} )?(?:sure|certain|confident)\b|\bhold on\b|\bnever mind\b|\be\.g\."
    r"|\b(?:first|second|third|initial|previous|earlier|old|former|bad|poor|worst) (?:answer|solution|try|version)s?\b"
    r"|\b(?:anything|all) but\b|\bas if\b|\bother way (?:a)?round\b|\bupside down\b|\b(?:parallel|another) world\b"
    r"|\bplan b\b|\bchanged my mind\b|\b50 ?/ ?50\b"
    r"|\b(?:scratch|strike|scrap|forget) (?:that|this|it|all)\b|\bon second thoughts?\b|\btake (?:that|it|this) back\b"
    r"|(?<![\w.])0?\.\d+\b"
    r"|\blet me (?:\w{1,20} )?(?:re)?check\b"
    r"|[两二三四五六七八九十多几]\s?(?:个|种|组)?(?:解|答案|可能)|再(?:检查|想|验证)"
)
# A closing courtesy after an answer: "Let me know if you would like the steps!"
COURTESY = (
    r"\b(?:let me know|feel free|would you like|do you want|hope (?:this|that|it) helps|anything else)\b|希望.{0,8}帮助"
)

# In tables: a mark in the column of a role; titles of columns and fields.
YES_MARKS = frozenset("✓ ✔ ✅ ☑ √ yes y true t 1 是 对 ● ⬤".split())
NO_MARKS = frozenset(["", *"✗ ✘ ❌ ✖ × no n false f 0 否 不是 - – — ○".split()])
NAME_TITLES = frozenset("name person inhabitant islander resident character who 姓名 名字 人物 名称 居民 人".split())
ROLE_TITLES = frozenset("role type identity kind status is answer 身份 角色 类型".split())
REMARK_TITLES = frozenset(
    "reason reasons reasoning explanation justification rationale why note notes comment comments analysis thinking "
    "理由 原因 解释 说明 备注 推理 分析".split()
)
SPEECH_TITLES = frozenset(
    "statement statements claim claims says said quote truth check verification holds "
    "陈述 说法 发言 所说 验证 话".split()
)
# Words that give reasons as well as doubts; in a remark they do not count.
WEAK_HEDGES = frozenset(
    "or either would could should some any possible may think ? 或 或者 还是 可能 认为 应该 如何".split()
)
