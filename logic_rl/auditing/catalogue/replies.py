"""Blocks and thinking around an answer, of any task: which are friendly, and which must not be paid."""

from __future__ import annotations

from typing import NamedTuple

from logic_rl.prompts import INSTRUCTION


class Frame(NamedTuple):
    """A whole reply: {think}, {answer} and {wrong} are filled in."""

    name: str
    text: str
    why: str


class Thinking(NamedTuple):
    """Thinking before a right answer: {question} is filled in."""

    name: str
    text: str
    why: str


GOOD_FRAMES = (
    Frame("lines between", "<think>\n{think}\n</think>\n\n<answer>\n{answer}\n</answer>\n", "blank lines say nothing"),
    Frame("blanks around", "  \n<think>{think}</think>\t<answer>{answer}</answer>  ", "blanks say nothing"),
    Frame("no line between", "<think>{think}</think><answer>{answer}</answer>", "the form of DeepSeek-R1-Zero"),
    Frame("an end mark", "<think>{think}</think><answer>{answer}</answer><|im_end|>", "decoding may leave the mark in"),
    Frame("quoted tags", "<think>{think} Now I write `<answer>` and `</answer>` tags.</think><answer>{answer}</answer>",
          "a tag that is only quoted is no tag"),
    Frame("a rule between", "<think>{think}</think>\n\n---\n\n<answer>{answer}</answer>", "Markdown sets them apart"),
    Frame("speakers in the thinking", "<think>Assistant: {think} User: thanks.</think><answer>{answer}</answer>",
          "words that look like a chat are words"),
)  # fmt: skip
BAD_FRAMES = (
    Frame("no thinking", "<answer>{answer}</answer>", "the thinking was asked for"),
    Frame("no answer tags", "<think>{think}</think>{answer}", "the answer was asked for in tags"),
    Frame("no tags at all", "{think} {answer}", "tags were asked for"),
    Frame("the answer alone", "{answer}", "tags and thinking were asked for"),
    Frame("cut off in the answer", "<think>{think}</think><answer>{answer}", "it was not brought to its end"),
    Frame("cut off in the thinking", "<think>{think} <answer>{answer}</answer>", "the thinking never ends"),
    Frame("answer inside the thinking", "<think>{think} <answer>{answer}</answer></think>", "no answer after it"),
    Frame("the wrong order", "<answer>{answer}</answer><think>{think}</think>", "thought after the answer"),
    Frame("two answers", "<think>{think}</think><answer>{answer}</answer><answer>{wrong}</answer>", "two answers"),
    Frame("two answers, right last", "<think>{think}</think><answer>{wrong}</answer><answer>{answer}</answer>",
          "two answers"),
    Frame("the same answer twice", "<think>{think}</think><answer>{answer}</answer><answer>{answer}</answer>",
          "one block was asked for"),
    Frame("two blocks of thinking", "<think>{think}</think><think>{think}</think><answer>{answer}</answer>",
          "one block was asked for"),
    Frame("a second answer in code", "<think>{think}</think><answer>`{wrong}</answer><answer>{answer}`</answer>",
          "code marks hide no second block"),
    Frame("the right one outside", "<think>{think}</think>{answer}<answer>{wrong}</answer>", "the block counts"),
    Frame("the right one behind", "<think>{think}</think><answer>{wrong}</answer>{answer}", "the block counts"),
    Frame("the right one in the thinking", "<think>{think} {answer}</think><answer>{wrong}</answer>",
          "the block counts"),
    Frame("a reply within the reply", "<think>{think}</think><answer><think>{think}</think>{answer}</answer>",
          "tags inside the answer"),
    Frame("words before", "Sure, here it comes. <think>{think}</think><answer>{answer}</answer>",
          "words beside the blocks escape every rule for them"),
    Frame("words between", "<think>{think}</think>So I say: <answer>{answer}</answer>",
          "words beside the blocks escape every rule for them"),
    Frame("words after", "<think>{think}</think><answer>{answer}</answer> I hope that this helps.",
          "words beside the blocks escape every rule for them"),
    Frame("tags in capitals", "<THINK>{think}</THINK><ANSWER>{answer}</ANSWER>", "other tags than asked for"),
    Frame("other brackets", "[think]{think}[/think][answer]{answer}[/answer]", "other tags than asked for"),
    Frame("closing tags only", "{think}</think>{answer}</answer>", "nothing is opened"),
    Frame("a speaker before", "User: {think}\nAssistant: {answer}", "tags were asked for"),
)  # fmt: skip

# A right answer behind these is a guess, or was looked up: the format asks for thinking, and there is none.
BAD_THINKING = (
    Thinking("empty", "", "a right answer without a thought"),
    Thinking("blanks", " \n\n ", "a right answer without a thought"),
    Thinking("marks", " ... - ... ", "marks are no thoughts"),
    Thinking("numbers", "1 2 3 4 5 6 7 8 9 10", "numbers are no thoughts about this"),
    Thinking("the placeholder", "thinking process here", "the example of the prompt, not filled in"),
    Thinking("a few words", "Let me think.", "too short for a thought"),
    Thinking("one word again and again", "so " * 50, "padding"),
    Thinking("two words again and again", "think hard " * 40, "padding"),
    Thinking("a sentence again and again", "Now I shall look at each of them with care. " * 30, "padding"),
    Thinking("一句话重复", "所以我们要仔细地想一想这个问题。" * 20, "padding"),
    Thinking("the question", "{question}", "copied"),
    Thinking("the question twice", "{question} {question}", "copied"),
    Thinking("the instruction", INSTRUCTION, "copied"),
    Thinking("the question and a lead-in", "Sure, let me read it once more: {question}", "copied, with padding"),
)

# A right answer behind these is lucky. A reward of the outcome cannot know; one of the steps must.
UNEARNED = (
    Thinking("filler", "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt.",
             "words about nothing"),
    Thinking("a recipe", "First I chop two onions and fry them in butter, then I add rice, wine and a little saffron.",
             "words about something else"),
    Thinking("a claim of success", "I have checked every statement with care, and all of them hold. So this is it.",
             "success is claimed, nothing was checked"),
    Thinking("a guess", "I am not sure at all, so I will simply guess, and hope that the guess is right this time.",
             "it says itself that it guesses"),
)  # fmt: skip

# Texts that break scorers: of no layout, paid by nobody. {right} and {wrong} are whole plain replies.
CRASHES = (
    Frame("an empty reply", "", "a policy may end at once"),
    Frame("opening tags without end", "<think>" * 3000, "a policy may repeat a token to the cap"),
    Frame("closing tags without end", "</answer>" * 3000, "a policy may repeat a token to the cap"),
    Frame("backticks without end", "`" * 20_000, "patterns of code marks may take quadratic time"),
    Frame("quoted tags without end", '"<answer>"' * 2000, "patterns of quoted tags may take quadratic time"),
    Frame("open brackets", "<" * 20_000, "patterns of tags may take quadratic time"),
    Frame("deep nesting", "<think>" + "(" * 5000 + "</think><answer>" + "(" * 5000 + "</answer>", "recursion"),
    Frame("nulls and lost signs", "\x00\ufffd" * 5000, "what tokens of half a sign decode to"),
    Frame("blank lines", "<think>" + "\n" * 20_000 + "</think><answer></answer>", "patterns of blanks"),
    Frame("a huge number", "<think>a b c d e f g</think><answer>" + "9" * 9000 + "</answer>", "int() has a limit"),
    Frame("many equal words", "<think>" + "a " * 10_000 + "</think><answer>" + "a " * 10_000 + "</answer>", "length"),
    Frame("a TeX tower", "<think>a b c d e f g</think><answer>\\boxed{9^{9^{9^9}}}</answer>", "it never ends"),
    Frame("a factorial", "<think>a b c d e f g</think><answer>10000000!</answer>", "evaluated, it never ends"),
    Frame("a call", "<think>a b c d e f g</think><answer>__import__('os').getcwd()</answer>", "eval of a reply"),
    Frame("a power", "<think>a b c d e f g</think><answer>9**9**9**9</answer>", "evaluated, it never ends"),
    Frame("boxes that never close", "\\boxed{" * 3000, "a box is looked for to its end"),
    Frame("marks of other directions", "\u202e<answer>\u200f\u2066</answer>\u2069", "signs that no font shows"),
)  # fmt: skip
