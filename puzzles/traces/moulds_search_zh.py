"""Chinese sentences for a search by trial, for asides and for wrong turns. Data only, as in `moulds_search_en`."""

MOULDS: dict[str, tuple[str, ...]] = {
    "pair": ("{person}：{word}",),
    "mark": ("{person}：{word}，所以是{truth}",),
    "pair_gap": ("，",),
    "mark_gap": ("，",),
    "suppose": (
        "假设{pairs}。",
        "试一试，{pairs}。",
        "先猜一下，{pairs}。",
    ),
    "suppose_next": (
        "重新尝试，{pairs}。",
        "回到前面，{pairs}。",
        "换一种假设，{pairs}。",
    ),
    "suppose_other": (
        "还有没有别的可能？假设{pairs}。",
        "另一种可能，{pairs}。",
    ),
    "inspect": ("{speaker}说“{claim}”（这里{marks}）：{formula}{truth}，而{speaker}：{speaker_word}，应是{due}。",),
    "formula": ("{formula}，所以是",),
    "formula_and": ("并且",),
    "formula_or": ("或者",),
    "formula_implies": ("如果{first}那么{second}",),
    "formula_iff": ("{first}当且仅当{second}",),
    "formula_not": ("并非（{first}）",),
    "formula_part": ("（{first}）",),
    "inspect_fits": ("相符。",),
    "reject_search": (
        "这是矛盾的。",
        "不对，这里有矛盾。",
        "等等，矛盾了。",
    ),
    "review": (
        "再验证一遍，{pairs}。",
        "我来检验一下，{pairs}。",
    ),
    "recap_trial": ("到目前为止都说得通，{pairs}。", "小结一下，{pairs}。"),
    "recap": ("到目前为止：{world}。", "小结一下：{world}。"),
    "hesitate": (
        "嗯，让我想一想。",
        "我还不太确定。",
        "嗯，这不太容易。",
        "仔细看一看。",
    ),
    "notice_look": (
        "等等，这不可能，因为我把{person}当成了{wrong_role}，而这里{person}：{word}。",
        "等等，我弄错了，我把{person}当成了{wrong_role}，可是这里{person}：{word}。",
    ),
    "notice_truth": (
        "等等，这不可能，因为我把{speaker}那句话的一部分当成了{wrong_truth}，其实它是{truth}。",
        "等等，我弄错了，{speaker}那句话的一部分在这里是{truth}，不是{wrong_truth}。",
    ),
    "notice_value": (
        "等等，这不可能，因为我把{speaker}的话当成了{wrong_truth}，而它在这里是{truth}。",
        "等等，我弄错了，{speaker}的话在这里是{truth}，不是{wrong_truth}。",
    ),
    "notice_evaluate": (
        "等等，这不可能，因为{speaker}说的是“{claim}”，我把它当成了{wrong_truth}，其实不然。",
        "等等，我弄错了。{speaker}说的是“{claim}”，不该把它当成{wrong_truth}。",
    ),
    "notice_facts": (
        "等等，这不可能，因为我记错了，并没有得出“{facts}”。",
        "等等，我弄错了，前面并没有确定“{facts}”。",
    ),
    "notice_deduce": (
        "等等，这不可能，因为{speaker}说的是“{claim}”，而我把{person}当成了{role}。",
        "等等，我弄错了。{speaker}说的是“{claim}”，由此推不出{person}会是{role}。",
    ),
    "notice_conclude": (
        "等等，这不可能，因为刚刚推翻的正是“{is_so}”。",
        "等等，我弄错了，矛盾正是由于把{person}当成{role}而来的。",
    ),
    "resume": ("重新来，{pairs}。", "回到前面，{pairs}。"),
    "resume_empty": ("回到前面，重新分析这一步。", "这一步重新来。"),
}
