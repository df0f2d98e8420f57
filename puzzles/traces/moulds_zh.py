"""Chinese sentences for the steps of a derivation. Data only; `wording.Wording` names the slots.

What is `said` stands in quotation marks, in the speaker's own words; a claim without them ends its sentence, so that
it cannot run on into what is said of it.
"""

MOULDS: dict[str, tuple[str, ...]] = {
    "assume": (
        "假设{is_so}。",
        "来看{is_so}的情况。",
        "试着假设{is_so}。",
        "如果{is_so}，会怎么样呢？",
    ),
    "assume_within": (
        "在此基础上，再假设{is_so}。",
        "仅凭这些还推不下去，那就进一步假设{is_so}。",
        "这里还要再分情况，假设{is_so}。",
    ),
    "assume_other": (
        "反过来，假设{is_so}。",
        "这一回假设{is_so}。",
        "那么，如果{is_so}呢？",
    ),
    "assume_other_within": (
        "仍在上面的情况之内，反过来假设{is_so}。",
        "再看这一情况的另一半：{is_so}。",
    ),
    "assume_refuted": (
        "要证明{is_not_so}，用反证法，假设{is_so}。",
        "{person}会是{role}吗？假设是的。",
        "用反证法：假设{is_so}。",
        "来看{person}：假设{is_so}，看看哪里会出问题。",
    ),
    "assume_refuted_within": (
        "在这个假设之下，再假设{is_so}。",
        "这还不够，再进一步假设{is_so}。",
    ),
    "evaluate_truthful": (
        "{speaker}说：“{said}。”既然{speaker_is}，这句话就是真话。",
        "{speaker_is}，说的是真话，也就是说，{claim}。",
        "因为{speaker_is}，所以{speaker}说的“{said}”是真话。",
    ),
    "evaluate_truthful_leaf": (
        "{speaker}说：“{said}。”既然{speaker_is}，这句话就是真话。",
        "因为{speaker_is}，所以{speaker}说的“{said}”是真话。",
        "{speaker_is}，所以{speaker}的话可信：“{said}。”",
    ),
    "evaluate_lying": (
        "{speaker}说：“{said}。”既然{speaker_is}，这句话就是假话。",
        "{speaker_is}，说的是假话，所以“{said}”不成立。",
        "因为{speaker_is}，所以{speaker}说的“{said}”是假话。",
    ),
    "evaluate": (
        "{speaker}说：“{said}。”不管各人是什么身份，这都是{truth}。",
        "{speaker}说：“{said}。”这无论如何都是{truth}。",
    ),
    "evaluate_given": (
        "{speaker}说：“{said}。”因为{facts}，所以这是{truth}。",
        "再看{speaker}的话：“{said}。”由于{facts}，这句话是{truth}。",
        "{facts}，所以{speaker}说的“{said}”是{truth}。",
    ),
    "deduce_speaker": (
        "所以{is_so}。",
        "可见{is_so}。",
        "只有{role}才会说{truth}，因此{is_so}。",
        "既然说的是{truth}，{speaker}就是{role}。",
    ),
    "deduce_self": (
        "{speaker}说：“{said}。”如果{is_not_so}，这就成了{truth}，而{other}是不会说{truth}的，所以{is_so}。",
        "{speaker}说：“{said}。”这话出自{other}之口就成了{truth}，这不可能，因此{is_so}。",
    ),
    "deduce_self_given": (
        "{speaker}说：“{said}。”已知{facts}，如果{is_not_so}，这就成了{truth}，而{other}是不会说{truth}的，"
        "所以{is_so}。",
        "{speaker}说：“{said}。”由于{facts}，这话出自{other}之口就成了{truth}，这不可能，因此{is_so}。",
    ),
    "deduce_either": (
        "{speaker}说：“{said}。”如果{is_not_so}，这话由{truthful}说是假话，由{liar}说是真话，谁都说不出口。"
        "所以{is_so}。",
        "{speaker}说：“{said}。”无论{speaker}是{truthful}还是{liar}，只有{is_so}才说得出这句话。",
    ),
    "deduce_either_given": (
        "{speaker}说：“{said}。”已知{facts}，如果{is_not_so}，这话由{truthful}说是假话，由{liar}说是真话，"
        "谁都说不出口。所以{is_so}。",
        "{speaker}说：“{said}。”由于{facts}，无论{speaker}是{truthful}还是{liar}，只有{is_so}才说得出这句话。",
    ),
    "deduce_recalled": (
        "前面说过，{speaker_is}，而{speaker}的话是“{said}”，所以{is_so}。",
        "回头看{speaker}：{speaker_is}，说的是“{said}”。由此可知{is_so}。",
    ),
    "deduce_recalled_given": (
        "前面说过，{speaker_is}，而{speaker}的话是“{said}”。因为{facts}，所以{is_so}。",
        "回头看{speaker}：{speaker_is}，说的是“{said}”。现在{facts}，可知{is_so}。",
    ),
    "deduce_next": (
        "所以{is_so}。",
        "因此{is_so}。",
        "由此可知{is_so}。",
        "这就说明{is_so}。",
    ),
    "deduce_next_given": (
        "因为{facts}，所以{is_so}。",
        "由于{facts}，可知{is_so}。",
        "而{facts}，因此{is_so}。",
        "现在{facts}，那就只能是{is_so}。",
    ),
    "deduce_also": (
        "同时，{is_so}。",
        "由这句话还可知{is_so}。",
        "另外，{is_so}。",
    ),
    "deduce_also_given": (
        "又因为{facts}，所以{is_so}。",
        "另外，由于{facts}，还可知{is_so}。",
    ),
    "contradiction": (
        "{speaker}说：“{said}。”这无论如何都是{truth}，可是{speaker_is}，矛盾。",
        "但{speaker}说：“{said}。”这句话只能是{truth}，而{speaker_role}不会这么说，矛盾。",
    ),
    "contradiction_given": (
        "{speaker}说：“{said}。”但是{facts}，这就成了{truth}，而{speaker_role}不会说{truth}，矛盾。",
        "可是{speaker}说：“{said}。”因为{facts}，所以这是{truth}，但{speaker_is}，矛盾。",
        "再看{speaker}的话：“{said}。”由于{facts}，这是{truth}，与{speaker_is}相矛盾。",
        "但{speaker}说过“{said}”，而{facts}，这是{truth}，{speaker_role}不可能说出来，产生矛盾。",
    ),
    "paradox": (
        "{speaker}说：“{said}。”这话由{truthful}说是假话，由{liar}说是真话，{speaker}两者都不能是，矛盾。",
        "可是{speaker}说：“{said}。”{truthful}说这话就是说谎，{liar}说这话却成了说真话，谁都说不出口，矛盾。",
    ),
    "paradox_given": (
        "{speaker}说：“{said}。”由于{facts}，这话由{truthful}说是假话，由{liar}说是真话，{speaker}两者都不能是，矛盾。",
        "可是{speaker}说：“{said}。”既然{facts}，{truthful}说这话就是说谎，{liar}说这话却成了说真话，"
        "谁都说不出口，矛盾。",
    ),
    "conclude": (
        "所以{person}不可能是{other}，也就是说，{is_so}。",
        "因此{is_so}。",
        "可见假设不成立，{is_so}。",
        "这样就排除了{is_not_so}的可能，所以{is_so}。",
    ),
    "conclude_within": (
        "所以在这种情况下{person}不可能是{other}，只能{is_so}。",
        "可见在前面的假设之下，{is_so}。",
        "这一步走不通，因此在眼下的情况里，{is_so}。",
    ),
    "retract": (
        "这是一组解。它是不是唯一的呢？回头看另一种情况。",
        "这种情况成立。要确定解是唯一的，还得看另一种情况。",
        "这样是说得通的，但另一种情况也要检查。",
    ),
    "candidate": (
        "这样，每个人的身份都有了：{world}。",
        "至此，所有人的身份都确定了：{world}。",
        "于是得到：{world}。",
    ),
    "begin_checks": (
        "下面逐句验证。",
        "我们来检验一下。",
        "再把每句话核对一遍。",
        "验证如下。",
    ),
    "try": (
        "情况{number}：{world}。",
        "第{number}种可能：{world}。",
        "第{number}种情况，{world}。",
        "试一试：{world}。",
    ),
    "check_fits": (
        "{speaker}说：“{said}。”这是{truth}，符合{speaker_role}的身份。",
        "{speaker_is}，说的是“{said}”。这是{truth}，相符。",
        "{speaker}说的“{said}”是{truth}，而{speaker_is}，没有问题。",
    ),
    "check_fails": (
        "{speaker}说：“{said}。”这是{truth}，可这里{speaker_is}。",
        "{speaker_is}，说的却是“{said}”。这是{truth}，不相符。",
        "{speaker}说的“{said}”是{truth}，但{speaker_is}，对不上。",
    ),
    "reject": (
        "所以排除这种可能。",
        "这样行不通。",
        "排除。",
        "因此不是这一种。",
    ),
    "verified": (
        "每句话都符合。",
        "全部吻合。",
        "所有的话都对得上。",
        "经检验，没有任何矛盾。",
    ),
    "answer_unique": (
        "所以唯一的解是：{world}。",
        "因此答案是：{world}。",
        "综上所述，{world}。",
        "结论只有一个：{world}。",
    ),
    "answer": (
        "所以这里有一组解：{world}。",
        "因此答案是：{world}。",
        "综上所述，{world}。",
    ),
}
