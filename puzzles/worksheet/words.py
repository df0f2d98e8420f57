"""The words of a worksheet, by language. Data only."""

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Who tells the truth?",
        "task": "Every puzzle has exactly one solution. Find out who is what, and say how you know.",
        "name": "Name",
        "date": "Date",
        "puzzle": "Puzzle {number}",
        "reasons": "How do you know?",
        "answers": "Answers",
        "answer": "Answer {number}",
        "with key": "print the answers too",
        "space": " ",
    },
    "zh": {
        "title": "谁说真话？",
        "task": "每道题都有唯一的答案。请判断每个人的身份，并写出理由。",
        "name": "姓名",
        "date": "日期",
        "puzzle": "第 {number} 题",
        "reasons": "理由：",
        "answers": "答案与证明",
        "answer": "第 {number} 题答案",
        "with key": "打印时附答案",
        "space": "",
    },
}
