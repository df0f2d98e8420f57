"""Texts as the public generators, textbooks, puzzle sites and Chinese sources write them, invented for this test.

They were written when the reader was thought finished; what it could not read then, it has partly learnt from them.
"""

from __future__ import annotations

import pytest

from puzzles.errors import UnreadablePuzzleError
from puzzles.reading import read_puzzle
from puzzles.solve import solve

# (text, every solution: T for a truth-teller, F for a liar, in the order in which people come up)
READ = [
    ("A very special island is inhabited only by knights and knaves. Knights always tell the truth, and knaves "
     'always lie. You meet 3 inhabitants: Zephyr, Elowen, and Caspian. Zephyr was heard saying, "If Elowen is '
     'a knight then Caspian is a knave". As Elowen put it, "Zephyr is not a knight". In a statement by '
     'Caspian: "Zephyr is a knave or Elowen is a knight". So who is a knight and who is a knave?',
     "TFF FTT"),
    ("A very special island is inhabited only by pioneers and laggards. Pioneers always tell the truth, and "
     'laggards always lie. You meet 2 inhabitants: Ysolde, and Quillan. Ysolde asserted: "Quillan is a laggard '
     'if and only if Ysolde is a pioneer". "Ysolde is not a pioneer," Quillan mentioned. So who is a pioneer '
     "and who is a laggard?",
     "TF"),
    ("A very special island is inhabited only by knaves and knights. Knaves always tell the truth, and knights "
     "always lie. You meet 3 inhabitants: Emma, Liam, and Olivia. Emma expressed that Liam is a knight and "
     "Olivia is a knave. In Liam's words: \"Emma is not a knave\". According to Olivia, \"If Liam is a knave then "
     'Emma is a knight". So who is a knave and who is a knight?',
     "TFT FTT"),
    ("A very special island is inhabited only by heros and villains. Heros always tell the truth, and villains "
     'always lie. You meet 4 inhabitants: Jack, Scarlett, Victoria, and Sebastian. "Scarlett is a hero," Jack '
     'declared. Scarlett commented, "Victoria is a villain or Sebastian is a villain". "Jack is a villain if '
     'and only if Jack is a hero" - Victoria. Sebastian noted, "Scarlett is not a villain". So who is a hero '
     "and who is a villain?",
     "TTFT"),
    ("You are on an island inhabited by knights, who always tell the truth, and knaves, who always lie. You "
     'come across two inhabitants, A and B. A says: "At least one of us is a knave." What are A and B?',
     "TF"),
    ('On the island of knights and knaves you come across two people, A and B. A says "Either I am a knave or '
     'B is a knight." What are A and B?',
     "TT"),
    ('There are three inhabitants of the island of knights and knaves: A, B and C. A says, "All of us are '
     'knaves." B says, "Exactly one of us is a knight." What are A, B and C?',
     "FTF"),
    ("Suppose A says, \"I am a knave, but B isn't.\" What are A and B? (Knights always tell the truth and knaves "
     "always lie.)",
     "FF"),
    ("John and Bill are residents of the island of knights and knaves. John says: We are both knaves. Who is "
     "what?",
     "FT"),
    ("John and Bill are residents of the island of knights and knaves. John says: We are the same kind. Bill "
     "says: We are of different kinds. Who is who?",
     "FT"),
    ('You meet two inhabitants: Zoey and Mel. Zoey tells you that Mel is a knave. Mel says, "Neither Zoey nor '
     'I are knaves." Can you determine who is a knight and who is a knave?',
     "TF"),
    ('You meet two inhabitants: Peggy and Zippy. Peggy tells you that "of Zippy and I, exactly one is a '
     'knight". Zippy tells you that only a knave would say that Peggy is a knave.',
     "FF"),
    ('You meet two inhabitants: Sue and Zippy. Sue says that Zippy is a knave. Zippy says, "I and Sue are '
     'knights." So who is a knight and who is a knave?',
     "TF"),
    ('You meet two inhabitants: Sally and Zippy. Sally claims, "I and Zippy are not the same." Zippy says, "Of '
     'I and Sally, exactly one is a knight."',
     "FF"),
    ('You meet two inhabitants: Homer and Bozo. Homer tells you, "At least one of the following is true: that '
     'I am a knight or that Bozo is a knight." Bozo claims, "Homer could say that I am a knave."',
     "FF"),
    ('You meet two inhabitants: Marge and Zoey. Marge says, "Zoey and I are both knights or both knaves." Zoey '
     'claims, "Marge and I are the same."',
     "TT"),
    ('You meet two inhabitants: Mel and Ted. Mel tells you, "Either Ted is a knave or I am a knight." Ted '
     'tells you, "Mel is a knave."',
     "TF FT"),
    ('You meet two inhabitants: Zed and Alice. Zed tells you, "I am a knight or Alice is a knave." Alice tells '
     'you, "Of Zed and I, exactly one is a knight."',
     "FT"),
    ('You meet two inhabitants: Ted and Zeke. Ted claims, "Zeke could say that I am a knave." Zeke claims that '
     "it's not the case that Ted is a knave.",
     "FF"),
    ('You meet two inhabitants: Ted and Zippy. Ted says, "Of I and Zippy, exactly one is a knight." Zippy says '
     "that Ted is a knave.",
     "TF"),
    ('You meet three inhabitants: Carl, Bob and Sue. Carl says, "Neither Sue nor Bob is a knave." Bob says '
     "that Sue is lying. Sue says that it's false that Carl is a knave.",
     "FTF"),
    ('You meet three inhabitants: Rex, Mel and Dave. Rex says, "Mel is a knight and Dave is a knave." Mel '
     'claims "I know that Rex and Dave are different." Dave tells you that Mel would tell you that Rex is a '
     "knave.",
     "FFF TTF FTT"),
    ("In a village, truth-tellers always speak the truth and liars always lie. Anna, Ben and Cara live there. "
     'Anna: "Ben lies." Ben: "Cara lies." Cara: "Anna and Ben both lie." Who tells the truth?',
     "FTF"),
    ("Three people — Xavier, Yolanda and Zach — stand before you; each is a knight or a knave. Xavier: "
     '"Yolanda is a knave, and so is Zach." Yolanda: "Xavier is a knave." Zach: "Yolanda is a knight." '
     "Identify each.",
     "TFF FTT"),
    ("Each of three islanders is a knight or a knave. P says that Q is a knight. Q says that P and R are not "
     "both knights. R remains silent. Can anything be said?",
     "TTF"),
    ('Here is a puzzle. Knights always tell the truth; knaves always lie.\n\n- Amy says: "Ben is a knave."\n- '
     'Ben says: "Cid is a knave."\n- Cid says: "Amy and Ben are knaves."\n\nWho is what?',
     "FTF"),
    ("1. Amelia: Bruno is a knave or Chidi is a knight.\n2. Bruno: Chidi is a knave.\n3. Chidi: Amelia is a "
     "knight if and only if Bruno is a knave.\n\nEach person is a knight (always truthful) or a knave (always "
     "lying).",
     "TFT"),
    ("Every person on an island is either an altruist or an egoist. You meet 3 inhabitants: Avery, Jacob, and "
     'Zoey. Altruists tell the truth and egoists lie. Avery noted, "(Jacob is an altruist or Zoey is an '
     'egoist) and (Zoey is an egoist or Jacob is an egoist)". Jacob said that it is not the case that Zoey is '
     'an altruist. Zoey stated, "Avery is an egoist if and only if it is not true that Jacob is an egoist". So '
     'who is an altruist and who is an egoist? (Format your answer like: "Avery is an altruist/egoist, Jacob '
     'is an altruist/egoist, and Zoey is an altruist/egoist")',
     "TTF"),
    ("Dana, Eli and Fay each are either a spy (always lies) or an agent (always tells the truth). Dana says: "
     "'Eli is a spy.' Eli says: 'Fay and Dana are the same.' Fay says: 'I'm an agent.'",
     "TFF FTF"),
    ("All inhabitants are either saints or sinners. Saints never lie; sinners always do. Maria says Paul is a "
     "sinner. Paul says that Maria and Rita are both saints or both sinners. Rita says an even number of us "
     "are saints.",
     "TFF FTF"),
    ('Each of the following people is a knight or knave. Alice: "Bob and Carol are both knights." Bob: "Alice '
     'is a knave." Carol: "Bob is a knave." Solve it.',
     "FTF"),
    ("Knights always tell the truth and knaves always lie. Alice says that Bob is a knave, Bob says that Carol "
     "is a knave, and Carol says that both Alice and Bob are knaves.",
     "FTF"),
    ('Humans always tell the truth. Vampires always lie. Lucy says "Minna is a vampire." Minna says "We are '
     'both human." Who is human?',
     "TF"),
    ('Knights always tell the truth. Knaves always lie. Ann says "Bob is a knave or Cal is a knave, but not '
     'both." Bob says "Ann is a knight only if Cal is a knight." Cal says "Exactly one of Ann and Bob is a '
     'knave."',
     "FTT"),
    ("All inhabitants are either saints or sinners. Saints never lie; sinners always do. Maria says Paul is a "
     "sinner. Paul says that Maria and Rita are both saints or both sinners. Rita says that Paul is a saint.",
     "TFF"),
    ("Knights always tell the truth and knaves always lie. Alice says that Bob is a knave, Bob says that Carol "
     "is a knave, and Carol says that both Alice and Bob are knaves.",
     "FTF"),
    ("Knights always tell the truth and knaves always lie. Alice claims that if Bob is a knave, then Carol is "
     "a knight, Bob claims that Alice is a knight, Carol claims that Bob, Alice and Carol are knaves.",
     "TTF"),
    ("Knights never lie, and knaves always do. Alice says that Bob is a knave. Bob says that Alice is a knave.",
     "TF FT"),
    ("在一个岛上，住着骑士和无赖两种人。骑士总是说真话，无赖总是说谎话。你遇到了甲、乙两人。甲说：“我们两个都是无赖。”请问甲和乙各是什么人？",
     "FT"),
    ('一个特殊的岛屿上只居住着骑士和骗子。骑士总是说真话，骗子总是撒谎。你遇到了2个居民：Zoey和Oliver。Zoey说："Oliver不是骑士。"Oliver说："Oliver是骑士当且仅当Zoey是骗子。'
     '"那么谁是骑士，谁是骗子？',
     "FT"),
    ("一个非常特殊的岛屿上只住着武士和流氓。武士总是说真话，流氓总是说谎。你遇到了3个居民：小明、小红和小刚。小明说：“如果小红是武士，那么小刚是流氓。”小红说：“小明是流氓或小刚是武士。"
     "”小刚说：“小明是武士且小红是流氓。”请问谁是武士，谁是流氓？",
     ""),
    ("有A、B、C三人，每人要么总说真话，要么总说假话。A说：B在说谎。B说：C在说谎。C说：A和B都在说谎。问谁说真话，谁说假话？",
     "FTF"),
    ("张三说李四在说谎，李四说王五在说谎，王五说张三和李四都在说谎。问：张三、李四、王五三人谁说的是真话，谁说的是假话？",
     "FTF"),
    ("岛上的人分为两类：骑士永远讲真话，无赖永远讲假话。甲说：“乙是无赖。”乙说：“我和甲是同一类人。”",
     "TF"),
    ("某岛上有两种人：骑士（只说真话）和恶棍（只说假话）。A说：“我和B中至少有一个是恶棍。”B没有说话。A和B分别是什么人？",
     "TF"),
    ("在骑士与无赖岛上，你遇见三个人。甲说：“我们三个人都是无赖。”乙说：“我们当中恰好有一个是骑士。”丙什么也没说。",
     "FTF"),
    ("甲：“乙和丙中恰有一人是骑士。”乙：“甲是骑士。”丙：“甲、乙都不是骑士。”骑士说真话，无赖说假话。",
     "TTF"),
    ("有一个岛，岛上住着天使和恶魔。天使从不说谎，恶魔从不说实话。Emma表示：“Liam是恶魔，而Noah是天使。”Liam认为：“Emma与Noah不是同类。”Noah宣称：“并不是Emma和Liam都是恶魔。”",
     "FFF TFT FTT"),
    ("骑士只说真话，无赖只说假话。甲说乙是骑士。乙说丙是无赖。丙说：“甲是骑士，当且仅当乙是无赖。”",
     "TTF"),
    ("在一个神秘的岛屿上，居住着圣人和罪人两种人。圣人总是说真话，罪人总是说假话。你遇到四位居民：诸葛明、欧阳雪、司马青和慕容白。诸葛明说：“欧阳雪是罪人，或者司马青是圣人。”欧阳雪说：“如果慕容白是罪人，"
     "那么诸葛明是圣人。”司马青说：“诸葛明和慕容白身份相同。”慕容白说：“欧阳雪和司马青都是罪人。”请判断每个人的身份。",
     ""),
    ("骑士总是说真话，无赖总是说谎。艾米说：“本是无赖。”本说：“艾米和我都是骑士，或者都是无赖。”",
     "TF"),
    ("一位旅行者来到一个村庄，村里的居民要么是说真话的好人，要么是说假话的坏人。他遇到了甲和乙。甲说：“乙是坏人。”乙说：“我们俩不都是好人。”",
     "FT"),
    ("逻辑题：骑士说真话，骗子说假话。\n1. A说：“B是骗子。”\n2. B说：“C是骗子。”"
     "\n3. C说：“A和B都是骗子。”\n请问：A、B、C各是什么身份？",
     "FTF"),
    ("甲乙丙三人中，每人不是君子就是小人。君子只讲真话，小人只讲假话。甲说：“乙是小人。”乙说：“甲、丙是同类。”丙说：“乙是君子或者我是君子。”",
     "TFF"),
    ("爱丽丝说：“鲍勃是骑士。”鲍勃说：“卡罗尔和爱丽丝至少有一个是无赖。”卡罗尔说：“鲍勃是无赖。”骑士永远说真话，无赖永远说假话。",
     "TTF"),
    ("王强说：“若李娜说真话，则赵敏说假话。”李娜说：“王强说假话。”赵敏说：“王强和李娜一个说真话，一个说假话。”他们每个人要么永远说真话，要么永远说假话。",
     "TFT FTT"),
]  # fmt: skip

# (text, the sentence that stops the reading): several readings, a fact told in passing, somebody who does neither
REFUSED = [
    ("A, B, and C are natives of an island where every native is either a knight (always truthful) or a knave "
     '(always lying). A says "B and C are of the same type". Someone then asks C, "Are A and B of the same '
     'type?" What does C answer?',
     'Someone then asks C, "Are A and B of the same type?"'),
    ('A logician meets three people. Each of them is either a truth teller or a liar. Alice says "Exactly two '
     'of us are truth tellers". Bob says "Alice is lying". Charlie says "Bob is telling the truth". Determine '
     "who is lying.",
     "A logician meets three people."),
    ("On an island there are two types of inhabitants: Heroes who always tell the truth and Villains who "
     'always lie. Four inhabitants are seated around a table. When each is asked "Are you a Hero or a '
     'Villain?", all four reply "Hero". How many of the four are Heroes?',
     'When each is asked "Are you a Hero or a Villain?"'),
    ('Knights tell only truths and knaves tell only falsehoods. Person A claims that "if B is a knight, so is '
     'C". Person B claims that "C is a knave". Person C claims nothing.',
     'Person A claims that "if B is a knight, so is C".'),
    ("A and B are knights or knaves. A says B is not a knave unless A is a knave. B says nothing.",
     "A says B is not a knave unless A is a knave."),
    ('Two brothers, Tim and Tom. One of them always lies, the other always tells the truth. Tim says "I am the '
     'liar or Tom is the truth-teller".',
     "One of them always lies, the other always tells the truth."),
    ('Among Alex, Brook, and Casey, knights always tell the truth and knaves always lie. Alex says, "There are '
     'exactly two knaves among us." Brook says, "Alex is a knave." Casey says, "Brook is telling the truth." '
     "Who is the knight?",
     "Who is the knight?"),
    ("On Smullyan's island, Ann says \"If I am a knight, then Bea is a knight.\" What are Ann and Bea?",
     "On Smullyan's island, Ann says \"If I am a knight, then Bea is a knight.\""),
    ("Vera says that Walt and Xena are both knaves. Walt says that at most one of Vera and Xena is a knight. "
     "Xena says that Vera isn't a knight, nor is Walt a knave. Knights always tell the truth, knaves always "
     "lie.",
     "Xena says that Vera isn't a knight, nor is Walt a knave."),
    ('You meet two people. The first says: "We are both liars." The second says nothing. On this island liars '
     "always lie and truth-tellers always tell the truth.",
     'The first says: "We are both liars."'),
    ("A says that B says that A is a knave. B says that A is a knight. Knights tell the truth, knaves lie.",
     "A says that B says that A is a knave."),
    ('Knights always tell the truth and knaves always lie. A: "B is a knight." B: "If A is a knight then I am '
     'a knave." Both were asked on Monday. Who is who?',
     "Both were asked on Monday."),
    ('Knights always tell the truth, knaves always lie. Alice says "Bob is a knight and (Carol is a knave or '
     'Dave is a knight)". Bob says "Not all of us are knights". Carol says "None of us is a knight". Dave says '
     '"More than half of us are knaves".',
     'Dave says "More than half of us are knaves".'),
    ("On an island, sages always tell the truth and fools always lie. You meet Ivy and Jon. Ivy says that she "
     "is a fool or Jon is a sage. Jon says that he and Ivy are both fools.",
     "Ivy says that she is a fool or Jon is a sage."),
    ("Alice: Bob is a knave XOR Carol is a knave. Bob: Alice is a knight. Carol: Bob => Alice. (knights tell "
     "the truth, knaves lie)",
     "Alice: Bob is a knave XOR Carol is a knave."),
    ('Knights always tell the truth. Knaves always lie. Ann says "Bob is a knave." Bob says "Ann is probably a '
     'knave."',
     'Bob says "Ann is probably a knave."'),
    ('Knights always tell the truth. Knaves usually lie. Ann says "Bob is a knave." Bob says "Ann is a knave."',
     "Knaves usually lie."),
    ('Knights always tell the truth. Knaves always lie. Spies may do either. Ann says "Bob is a knave." Bob '
     'says "Ann is a spy."',
     "Spies may do either."),
    ('Knights always tell the truth. Knaves always lie. Yesterday Ann said "Bob was a knave." Bob says "Ann is '
     'a knight."',
     'Yesterday Ann said "Bob was a knave."'),
    ('Knights always tell the truth. Knaves always lie. Ann says two things: "Bob is a knave" and "I am a '
     'knight". Bob says "Ann is a knave."',
     'Ann says two things: "Bob is a knave" and "I am a knight".'),
    ("Knights always tell the truth. Knaves always lie. Exactly one of Ann, Bob and Cy is a knight. Ann says "
     '"Bob is a knave." Bob says "Cy is a knave." Cy says "Ann is a knave."',
     "Exactly one of Ann, Bob and Cy is a knight."),
    ('Knights always tell the truth. Knaves always lie. Ann is a knight. Ann says "Bob is a knave." Bob says '
     '"Cy is a knave." Cy says "Ann is a knave."',
     "Ann is a knight."),
    ('Knights always tell the truth. Knaves always lie. Ann says "Bob is a knave." Ann also says "Cy is a '
     'knight." Bob says "Cy is a knave." Cy says "Ann is a knave."',
     'Ann also says "Cy is a knight."'),
    ("Knights always tell the truth. Knaves always lie. You ask Ann whether Bob is a knave. She says yes. Bob "
     'says "Ann is a knave."',
     "You ask Ann whether Bob is a knave."),
    ("Knaves never tell the truth. Knights never do. Alice says that Bob is a knave. Bob says that Alice is a "
     "knave.",
     "Knaves never tell the truth."),
    ("Knights always tell the truth. Knaves always do. Alice says that Bob is a knave. Bob says that Alice is "
     "a knave.",
     "Knights always tell the truth."),
    ("老实国的人只说真话，说谎国的人只说假话。甲说：“乙是说谎国的人。”乙说：“甲和我来自同一个国家。”",
     "乙说：“甲和我来自同一个国家。”"),
    ("诚实者永远说真话，说谎者永远说假话。小王说：“小李是说谎者，除非小张是诚实者。”小李说：“小张说的是假话。”小张说：“小王说的是真话。”",
     "小王说：“小李是说谎者，除非小张是诚实者。”"),
    ("有甲、乙、丙三个人，其中有人总说真话，有人总说假话。甲说：“乙是说真话的。”乙说：“丙说假话。”丙说：“甲说假话。”",
     "有甲、乙、丙三个人，其中有人总说真话，有人总说假话。"),
    ("骑士总是说真话，无赖总是说假话。甲说：“乙可能是无赖。”乙说：“甲是骑士。”",
     "甲说：“乙可能是无赖。”"),
    ("骑士总是说真话，无赖有时说假话。甲说：“乙是无赖。”乙说：“甲是骑士。”",
     "骑士总是说真话，无赖有时说假话。"),
]  # fmt: skip

# As those above but for a word or two: a reader that guesses would solve them.
DOUBTFUL = [
    "骑士总是说真话，无赖经常说假话。甲说：“乙是骑士。”乙说：“甲在说谎。”",
    "骑士总是说真话，无赖往往说假话。甲说：“乙是骑士。”乙说：“甲在说谎。”",
    "骑士总是说真话，无赖总是说假话。甲、乙和丙正在聊天。甲说：“乙是骑士。”乙说：“甲在说谎。”丙承认：“我是无赖。”",
    "骑士总是说真话，无赖总是说假话。甲说：“乙是骑士。”乙说：“甲在说谎。”丙什么也没说。丙说：“甲是骑士。”",
    "甲、乙、丙三人中恰好一人说真话。甲说乙在说谎，乙说丙在说谎，丙说甲和乙都在说谎。问：谁说真话，谁说假话？",
    "骑士总是说真话，无赖总是说假话。你遇到了4个居民：甲、乙和丙。甲说：“乙是骑士。”乙说：“丙在说谎。”丙说：“甲是骑士。”",
    "Knights always tell the truth. Knaves sometimes do. Ann says that Bob is a knave. Bob says that Ann is a knave.",
    "Knights never lie. Knaves never do. Ann says that Bob is a knave. Bob says that Ann is a knave.",
    "Knights tell the truth, knaves lie. Ann says that Bob is a knave, Bob denies that Ann is a knave.",
    "Knights tell the truth, knaves lie. Ann says that Bob is a knave, Bob might say that Ann is a knave.",
]  # fmt: skip


@pytest.mark.parametrize("text", DOUBTFUL)
def test_doubtful_texts_are_refused(text) -> None:
    with pytest.raises(UnreadablePuzzleError):
        read_puzzle(text)


@pytest.mark.parametrize(("text", "solutions"), READ)
def test_read(text, solutions) -> None:
    found = ["".join("FT"[honest] for honest in world) for world in solve(read_puzzle(text).statements)]
    assert found == solutions.split()


@pytest.mark.parametrize(("text", "sentence"), REFUSED)
def test_refused_with_the_sentence_that_stops_the_reading(text, sentence) -> None:
    with pytest.raises(UnreadablePuzzleError) as caught:
        read_puzzle(text)
    assert caught.value.sentence == sentence
