// The interface in two languages. Words of models and puzzles stay as they are.

const WORDS = {
  en: {
    title: "Watch it think", intro: "A puzzle goes to a model; its steps are held against logic while it writes.",
    switch: "中文", colours: "colours", system: "system", light: "light", dark: "dark",
    puzzle: "Puzzle", prose: "the puzzle, in your own words", draw: "draw one", people: "people", language: "language", wording: "wording",
    named: "familiar", standard: "standard", varied: "varied", temperature: "temperature", seed: "seed", model: "model", beside: "beside it",
    nobody: "–", ask: "ask", stop: "stop", keys: "Ctrl+Enter asks, Esc stops.",
    logic: "Logic", proof: "proof", unique: "one solution", none: "no solution", many: "solutions", unparsed: "not read",
    waiting: "waiting", writing: "writing", done: "done", stopped: "stopped", failed: "failed", cut: "cut at the cap", tokens: "tokens",
    earned: "right and earned by its steps", lucky: "right, but not earned by its steps", wrong: "wrong", bad_format: "bad format", unreadable: "unreadable answer",
    true: "true steps", false: "false steps", behaviours: "behaviours", legend: "How to read it",
    legendText: "Steps that hold are underlined and end with ✓, false ones with ✗; dashes mark what is only tried; coloured text shows a behaviour.",
    noModel: "The models cannot be listed", gone: "The server does not answer",
  },
  zh: {
    title: "看它思考", intro: "题目交给模型；它一边写，每一步一边用逻辑检验。",
    switch: "English", colours: "配色", system: "跟随系统", light: "浅色", dark: "深色",
    puzzle: "题目", prose: "用自己的话写题目", draw: "出一题", people: "人数", language: "语言", wording: "措辞",
    named: "熟悉的", standard: "标准", varied: "多样", temperature: "温度", seed: "种子", model: "模型", beside: "并排",
    nobody: "–", ask: "提问", stop: "停止", keys: "Ctrl+Enter 提问，Esc 停止。",
    logic: "逻辑", proof: "证明", unique: "唯一解", none: "无解", many: "多解", unparsed: "读不懂",
    waiting: "等待", writing: "书写中", done: "完成", stopped: "已停止", failed: "失败", cut: "达到长度上限", tokens: "个词元",
    earned: "正确，且步骤可靠", lucky: "正确，但步骤不足以得出", wrong: "错误", bad_format: "格式错误", unreadable: "答案读不懂",
    true: "步成立", false: "步不成立", behaviours: "行为", legend: "怎么读",
    legendText: "成立的步骤带下划线并以 ✓ 结尾，不成立的以 ✗ 结尾；虚线是只作尝试的假设；有底色的文字是一种行为。",
    noModel: "无法列出模型", gone: "服务器没有应答",
  },
};
const BEHAVIOURS_ZH = {
  reflection: "反思", verification: "验证", backtracking: "回溯", aha: "顿悟", hesitation: "犹豫", exploration: "探索", summary: "小结",
  "language switch": "换语言", language_switch: "换语言",
};
