"""Puzzles in the manner of books and lectures; each claim and each solution is worked out by hand."""

from __future__ import annotations

import pytest

from tests.puzzles.reading.checks import assert_says, assert_solutions, refusal

KNIGHTS = "Knights always tell the truth and knaves always lie. "

# Text, people, what each says (None: nothing), and the solutions: a sign for each person, plus for a knight.
CLASSICS = [
    ("We meet two people, A and B, each of whom is either a knight or a knave. A says, 'At least one of us is a "
     "knave.' What are A and B?", "A B", [lambda a, b: not a or not b, None], "+-"),
    ("A says 'We are both knaves' and B says nothing. What are they?", "A "
     "B", [lambda a, b: not a and not b, None], "-+"),
    ('Suppose A says, "Either I am a knave or B is a knight." What are A and B?',
     "A B", [lambda a, b: not a or b, None], "++"),
    ("Suppose that A says, “I am a knave, but B isn't,” and that B says nothing. What are A and B?",
     "A B", [lambda a, b: not a and b, None], "--"),
    ("Again we have three people, A, B and C, each of whom is a knight or a knave. A: 'All of us are knaves.' "
     "B: 'Exactly one of us is a knight.' What are A, B and C?",
     "A B C", [lambda a, b, c: not (a or b or c), lambda a, b, c: a + b + c == 1, None], "-+-"),
    ('A and B make the following statements. A: "All of us are knaves." B: "Exactly one of us is a knave." '
     "Can it be determined what B is? Can it be determined what C is?",
     "A B C", [lambda a, b, c: not (a or b or c), lambda a, b, c: a + b + c == 2, None], "-++ --+"),
    ("There are three people, A, B and C. A says 'B is a knave.' B says 'A and C are of the same type.' What is C?",
     "A B C", [lambda a, b, c: not b, lambda a, b, c: a == c, None], "+-- -+-"),
    ('You encounter two people, A and B. Determine, if possible, what they are if they say the following. Both A and B '
     'say "I am a knight."', "A B", [lambda a, b: a, lambda a, b: b], "++ +- -+ --"),
    ("Two islanders, Ned and Olga, sit on a bench. Ned says: 'Olga and I are of opposite type.' Olga doesn't say "
     "anything.", "Ned Olga", [lambda n, o: n != o, None], "+- --"),
    ("Finally you come upon a group of six natives, U, V, W, X, Y and Z, who speak as follows: U says: None of us is a "
     "knight. V says: At least three of us are knights. W says: At most three of us are knights. X says: Exactly five "
     "of us are knights. Y says: Exactly two of us are knights. Z says: Exactly one of us is a knight. Which are "
     "knights and which are knaves?", "U V W X Y Z",
     [lambda *w: sum(w) == 0, lambda *w: sum(w) >= 3, lambda *w: sum(w) <= 3, lambda *w: sum(w) == 5,
      lambda *w: sum(w) == 2, lambda *w: sum(w) == 1], "--+-+-"),
    ("Two natives, C and D, approach you, but only C speaks. C says: Both of us are knaves. What are C and D?",
     "C D", [lambda c, d: not c and not d, None], "-+"),
    ("The island of Quill is home to knights, who always tell the truth, and knaves, who always lie. Two of its "
     'inhabitants, Ida and Jon, are having tea. Ida remarks: "Jon would say that I am a knave." Jon keeps quiet. '
     "What is Jon?", "Ida Jon", [lambda i, j: j == (not i), None], "+- --"),
    ('Two people approach you. Ann: "If asked, Bob would say that I am a liar." Bob: "Ann is a liar." What can you '
     "conclude about Ann and Bob?", "Ann Bob", [lambda a, b: b == (not a), lambda a, b: not a], "+-"),
    ('Alice says, "I am a knight or else Bob is a knave." Bob says, "Alice is a knave." Can you tell who is who?',
     "Alice Bob", [lambda a, b: a or not b, lambda a, b: not a], "+- -+"),
    ("On a far-off island there are only two sorts of people: truth-tellers, who never lie, and liars, who never tell "
     'the truth. John and Bill are residents of this island. John says, "Bill and I are the same kind." Bill says, "We '
     'are different kinds." Who is who?', "John Bill", [lambda j, b: j == b, lambda j, b: j != b], "-+"),
    ('John and Bill are standing at a fork in the road. John says: "We are both knaves." Which is which?',
     "John Bill", [lambda j, b: not j and not b, None], "-+"),
    ("You are travelling through a strange country inhabited only by knights and knaves. After a long walk you sit "
     "down "
     "under a tree with three locals: A, B and C. Unfortunately you have lost your map. A says that B lies. B says "
     "that "
     "C lies. C says that A and B both lie. Who is lying?", "A B C",
     [lambda a, b, c: not b, lambda a, b, c: not c, lambda a, b, c: not a and not b], "-+-"),
    ("There's an island where every person is either a knight or a knave. Knights always tell the truth; knaves never "
     "do. You meet Max and Zoe. Max claims not to be a knave. Zoe claims to be a knight if Max is. What are they?",
     "Max Zoe", [lambda m, z: m, lambda m, z: not m or z], "++ -+ +-"),
    ("A visitor comes across three inhabitants of the island, called Abe, Bea and Cy. Abe says, “Bea is a knight and "
     "so "
     "is Cy.” Bea says, “Abe is a knave.” Cy remains silent. Determine the type of each inhabitant.",
     "Abe Bea Cy", [lambda a, b, c: b and c, lambda a, b, c: not a, None], "-+-"),
    ("An anthropologist meets two natives, Kala and Lomo. Kala says to Lomo, “You are a knave.” Lomo says, “Kala and I "
     "are opposites.” What are they?", "Kala Lomo", [lambda k, m: not m, lambda k, m: k != m], "-+"),
    ('While strolling down the beach you come across Pia and Quin. Pia whispers, "Quin is a liar!" Quin answers, "Pia '
     'and I are both honest." Who can be trusted?', "Pia Quin", [lambda p, q: not q, lambda p, q: p and q], "+-"),
    ("Every inhabitant of the island is either a knight or a knave, and you cannot tell them apart by looking. "
     "" + KNIGHTS
     + 'A tells you, "B is a knight." B tells you, "A and I are not of the same kind." What kind is each of them?',
     "A B", [lambda a, b: b, lambda a, b: a != b], "--"),
    ('You meet Kit and Lou. Kit says "Lou is the only knave among us." Lou says "Kit is lying." Identify each '
     "person's type.", "Kit Lou", [lambda k, m: k and not m, lambda k, m: not k], "+- -+"),
    ("Rae calls Sam a liar. Sam says that Tia is a liar. Tia accuses both Rae and Sam of lying. Who is lying?",
     "Rae Sam Tia", [lambda r, s, t: not s, lambda r, s, t: not t, lambda r, s, t: not r and not s], "-+-"),
    ("Three colleagues — Uma, Vic and Wes — have each made a statement. Uma: Vic is a knave. Vic: Wes is a knave. Wes: "
     "Uma and Vic are both knaves. Decide who is a knight and who is a knave.",
     "Uma Vic Wes", [lambda u, v, w: not v, lambda u, v, w: not w, lambda u, v, w: not u and not v], "-+-"),
    ('"I am a knave or Yan is a knave," says Xiu. "Xiu is lying," Yan replies. What are Xiu and Yan?',
     "Xiu Yan", [lambda x, y: not x or not y, lambda x, y: not x], "+-"),
    ('A census taker visits a house on the island. The husband, Al, says "We are both knaves." His wife, Bo, says '
     "nothing. What type is each of them?", "Al Bo", [lambda a, b: not a and not b, None], "-+"),
    ('Two guards, Gog and Magog, stand before two doors. Gog says: "Exactly one of us always lies." Magog says: "Gog '
     'is '
     'a liar." Which guard tells the truth?', "Gog Magog", [lambda g, m: g != m, lambda g, m: not g], "+-"),
    ("As you step off the boat, three people greet you. The first, Jo, says: “Exactly two of us are knaves.” Kai says: "
     "“Jo is lying.” Lu says: “Jo and Kai are the same.” Who's who?", "Jo Kai Lu",
     [lambda j, k, m: j + k + m == 1, lambda j, k, m: not j, lambda j, k, m: j == k], "+--"),
    ('A says: "B is a knave." To this B replies: "A and C are both knights, or both knaves." Then C says, "It is not '
     'true that B is a knave." What are A, B and C?',
     "A B C", [lambda a, b, c: not b, lambda a, b, c: a == c, lambda a, b, c: b], "+--"),
    (KNIGHTS + "Arthur says “Exactly one of Bernard and Charles is a knave”. Bernard says “If Arthur is a knight then "
     "Charles is a knight”. Charles says nothing. Classify all three.", "Arthur Bernard Charles",
     [lambda a, b, c: b != c, lambda a, b, c: not a or c, None], "-++"),
    ("A traveller meets two people at a crossroads, Hal and Ira. Hal says, “He is a knave.” Ira says, “We are of "
     "different types.” What are Hal and Ira?", "Hal Ira", [lambda h, i: not i, lambda h, i: h != i], "-+"),
    ("A, B, and C are inhabitants of the Island of Knights and Knaves. A says: “I'm a knave or B is a knight, but not "
     "both”. B says: “C is a knave.” C: “A is the same type as B.”", "A B C",
     [lambda a, b, c: (not a) != b, lambda a, b, c: not c, lambda a, b, c: a == b], "-+-"),
    ("Alice tells you that Bob is a truth teller. Bob tells you that Alice and Carol are both liars. Carol stays "
     "silent. "
     "Who is a truth teller?", "Alice Bob Carol", [lambda a, b, c: b, lambda a, b, c: not a and not c, None], "--+"),
    ("In the land of Oz, witches always lie and wizards always tell the truth. Glin says, “Bast is a witch.” Bast "
     "says, "
     "“Neither Glin nor I is a witch.” Which of them is a witch?",
     "Glin Bast", [lambda g, b: not b, lambda g, b: g and b], "+-"),
    ("There are two kinds of robots: truthbots, who always tell the truth, and liebots, who always lie. R2 says “K9 "
     "is a "
     "liebot”. K9 says “R2 and I are both liebots”. Which robot is which?",
     "R2 K9", [lambda r, k: not k, lambda r, k: not r and not k], "+-"),
    ("Three gnomes, Fip, Gom and Hob, sit on a wall. Each gnome either always tells the truth or always lies. Fip "
     "says, "
     "“Gom lies.” Gom says, “Hob lies.” Hob says, “Fip and Gom both lie.” Which gnome tells the truth?", "Fip Gom Hob",
     [lambda f, g, h: not g, lambda f, g, h: not h, lambda f, g, h: not f and not g], "-+-"),
    ("“One of us is a knight and the other is a knave,” says A. “A lies,” says B. What are A and B?",
     "A B", [lambda a, b: a != b, lambda a, b: not a], "+-"),
    ("You go ashore and meet the brothers Ed and Ted. Ed says, “Ted's a knave.” Ted says, “We're both knights.” "
     "Which of "
     "the brothers is a knave?", "Ed Ted", [lambda e, t: not t, lambda e, t: e and t], "+-"),
    ("You have come to the island of knights and knaves to find your lost brother. On the beach two natives, Oda and "
     "Per, "
     "are mending their nets. Oda says: “Per would tell you that I am a knave.” Per keeps quiet. What can you deduce "
     "about Per?", "Oda Per", [lambda o, p: p == (not o), None], "+- --"),
    ("On this island, each person is a knight (always truthful) or a knave (always lying). You meet Kim and Lee. Kim "
     "says: “If you asked Lee, she would say that I am a knave.” Lee says: “Kim and I belong to the same tribe.”",
     "Kim Lee", [lambda k, m: m == (not k), lambda k, m: k == m], "+-"),
    ("Ann says, “Bob lies or Cal lies.” Bob says, “Cal lies.” Cal says, “Exactly two of us lie.” Each of them either "
     "always lies or always tells the truth. Who lies?", "Ann Bob Cal",
     [lambda a, b, c: not b or not c, lambda a, b, c: not c, lambda a, b, c: a + b + c == 1], "++-"),
    ("A stranger arrives on an island inhabited by truth-tellers and liars. He meets Ann and Bob at the beach. Ann "
     "says: "
     "“Exactly one of us is a liar.” Bob says: “Ann is a liar.” Who is the liar?",
     "Ann Bob", [lambda a, b: a != b, lambda a, b: not a], "+-"),
    ("As you walk through the forest you meet a boy and a girl. The boy, Tom, says “We are both liars”. The girl, Sue, "
     "says nothing. What are they?", "Tom Sue", [lambda t, s: not t and not s, None], "-+"),
    ("Person A says that person B is a knave. Person B says that person A is a knight.",
     "Person_A Person_B", [lambda a, b: not b, lambda a, b: a], ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "people", "claims", "solutions"), CLASSICS)
def test_classics(text, people, claims, solutions) -> None:
    assert_says(text, [name.replace("_", " ") for name in people.split()], claims)
    assert_solutions(text, solutions)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("A says B is a knave. B says A is a knave. One of them is a knight and the other a knave.", "'knight'"),
        ("Jim and Jon are brothers. Jim says Jon lies. Jon says Jim lies. Exactly one of them lies.", "not clear who"),
        ("Ann says Bob lies. Bob, who is known to be a liar, says Ann lies.", "'known'"),
        ("A stranger asked A, “Are you a knight?” A answered, but he mumbled. B said: “A said that he is a "
         "knave.”", "who"),
        ("Three people, A, B and C. B says: “A said that he is a knave.” C says: “Don't believe B; he is "
         "lying!”", "'he'"),
        ("A says B is a spy. B says C is a knight. One of A, B and C is a spy.", "'spy'"),
        ("Person 1 says “Person 2 lies”. If Person 1 lies, what does Person 2 say about Person 1?", "'If'"),
        ("A says “B and C are of the same type.” Someone then asks C, “Are A and B of the same type?”", "who says"),
        ("A says B is a knave. Suppose B is a knight. What is A?", "'knight'"),
        ("The first says we are all knaves. The second says exactly one of us is a knight. What is the "
         "third?", "'knaves'"),
        ("Sally, the only knave here, says Bob is a knave. Bob says nothing.", "'knave'"),
        ("A says, “If I am a knight, I will eat my hat.” What is A?", "'eat'"),
        ("A says 2 + 2 = 5. What is A?", "'+'"),
        ("A says that B is a knave. B replies: “That is true.” What are they?", "no statement"),
    ],
)  # fmt: skip
def test_what_has_no_single_reading_is_refused(text, reason) -> None:
    error = refusal(text)
    assert reason in str(error), error
