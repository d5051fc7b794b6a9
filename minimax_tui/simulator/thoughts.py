"""What the thinking blocks say."""

from __future__ import annotations

_ABOUT = {
    "hello": (
        "This is a greeting, or a question about what this program is. The useful thing is to say"
        " in a few lines what it can do and which keys matter, rather than to be chatty."
    ),
    "code": (
        "They want code. A small complete example beats a fragment: something that runs as it"
        " stands, with types and a docstring, and then the way to call it.\n\nReading a log and"
        " counting by status is a good size. Edge cases: lines that do not match, an empty file, a"
        " path that does not exist. Two fences, one for the program and one for the shell."
    ),
    "sort": (
        "A linked list, so no random access: quicksort and heapsort are out, merge sort is in. The"
        " recursive form needs a stack of log n; bottom-up needs none.\n\nBottom-up: width 1, 2,"
        " 4 … Cut off two runs of that width, merge them behind a dummy head, and keep the tail so"
        " that the next run joins in constant time. Stable if `<=` takes from the left.\n\nEdge"
        " cases: empty list, one node, a last run that is shorter. `cut` has to survive running"
        " off the end."
    ),
    "table": (
        "A table is asked for. Numbers belong on the right, words on the left, and a second, very"
        " narrow table shows how widths are chosen. The model facts are the ones MiniMax"
        " documents, so they are safe to use."
    ),
    "list": (
        "A list. Nested to three levels, then numbered, then a checklist: that shows how markers"
        " and indents line up. Keep the items short, with one long enough to wrap."
    ),
    "math": (
        "Mathematics. Completing the square is short and every step can be checked:\n\n"
        "x² + (b/a)x = −c/a, add (b/2a)² on both sides, take the root. The sign under the root"
        " needs care: b² − 4ac over 4a². An example with whole roots makes it easy to verify:"
        " 2x² − 4x − 6 gives 3 and −1."
    ),
    "count": (
        "Counting. No trick in it: one number after the other, ten to a row so that it can be"
        " read, a blank line after each hundred, and stop exactly at the number asked for."
    ),
    "long": (
        "A long text is asked for. It needs a line of argument, not just length. How text came to"
        " be read on screens, from the teleprinter to the terminal of today, has a beginning, a"
        " middle and an end. Six sections, each with one idea, and a close that returns to the"
        " beginning."
    ),
    "markdown": (
        "Every element of Markdown, once each: headings, emphasis, links, quotes, lists, tables,"
        " code, rules, footnotes, HTML, mathematics. In that order, so that a glance shows what is"
        " missing."
    ),
    "tool": (
        "The prompt names a tool that I was given. Its schema says which arguments are required; I"
        " take them from the words of the prompt where I can. First the call, then the answer when"
        " the result is there."
    ),
    "result": (
        "The result of the tool is here. I should say how much came back and show its beginning,"
        " without claiming to have understood it."
    ),
    "default": (
        "None of the words I know is in it, so I have no prepared answer. Inventing one would be"
        " worse than saying so. I'll repeat the question, so that it is clear that it arrived"
        " whole, and list the prompts that do show something."
    ),
}

_ZH = {
    "zh-hello": (
        "用户在打招呼，或者想知道这个程序能做什么。最有用的回答是几行字：有哪些功能，"
        "哪些按键最重要，不必客套。"
    ),
    "zh": (
        "这是一个中文问题。我没有真正的模型，不能假装知道答案；但可以用中文给出一段排版完整的回答，"
        "里面有标题、列表、表格和代码，这样就能看出中文在终端里换行、对齐是否正确。"
        "需要留意的是：一个汉字占两格，标点不应出现在行首。"
    ),
}

_LONG = """\
First, what is really being asked? The words are {quoted}. Prompts like this usually want one of \
three things: a decision, an explanation, or just to see the thinking itself. I cannot tell which, \
so let me take a problem that has a definite answer, and work on it in the open.

The problem: a hundred closed lockers stand in a row. A hundred people walk by. The first changes \
every locker, the second every second one, the third every third one, and so on. Which lockers are \
open at the end?

Simplest approach: simulate it. A hundred people, each touching 100/k lockers, is about \
100 × (1 + 1/2 + 1/3 + … + 1/100), so 519 steps or fewer. Feasible by machine, tedious by hand. Is \
there a shorter way?

Take one locker, say number 12. Who touches it? Persons 1, 2, 3, 4, 6 and 12: the divisors of 12. \
Six touches, an even number, so it ends as it began: closed.

Now number 9. Divisors 1, 3, 9. Three touches, odd: open.

Number 7: divisors 1 and 7. Two touches: closed. All primes are closed, then, since a prime has \
exactly two divisors.

So the question becomes: which numbers have an odd number of divisors? Divisors come in pairs. If \
d divides n then n/d does as well. For 12: (1, 12), (2, 6), (3, 4). The pairs make the count even, \
unless some d is paired with itself, that is d = n/d, so n = d². Only squares have such a d.

Check with 9: (1, 9), (3, 3). Yes: 3 is its own partner, so three divisors. With 16: (1, 16), \
(2, 8), (4, 4): five divisors. With 36: (1, 36), (2, 18), (3, 12), (4, 9), (6, 6): nine. All odd.

Wait, could a number have more than one self-paired divisor? d² = n has exactly one positive \
solution, so no. Then the count for a square is 2 × (pairs) + 1, always odd. For anything else it \
is 2 × (pairs), always even. The criterion is exact in both directions.

So the open lockers are the squares up to 100: 1, 4, 9, 16, 25, 36, 49, 64, 81, 100. Ten of them.

Let me doubt that for a moment. Is locker 1 right? Only person 1 touches it. One touch: open. And \
1 = 1². Good. Locker 2: persons 1 and 2. Closed. Good. Locker 100: divisors 1, 2, 4, 5, 10, 20, \
25, 50, 100. Nine, odd: open. Good.

An independent check, with the formula for the number of divisors: for n = p^a · q^b · …, it is \
(a+1)(b+1)…. The product is odd exactly when every factor is odd, so when every exponent is even, \
so when n is a square. The same result by another route. I am confident.

How does it generalise? With N lockers the answer is the squares up to N, of which there are \
⌊√N⌋. For a million lockers: a thousand open. And if only the persons with odd numbers walked? \
Then a locker is touched once for each odd divisor. Write n = 2^k · m with m odd: the odd divisors \
of n are the divisors of m. So it is open when m is a square, that is, when n is a square or twice \
a square. Up to 100: the ten squares, and 2, 8, 18, 32, 50, 72, 98. Seventeen in all. Let me \
verify one: 18 has the odd divisors 1, 3, 9. Three: open. And 12 has 1 and 3: closed. It holds.

How should that be presented? The insight is the pairing, not the list. One sentence for the \
reduction (touches are divisors), one for the pairing, one for the exception (squares), then the \
ten numbers. The check with the divisor formula can be left out; whoever doubts can count the \
divisors of 36.

One more consideration: is it fair to answer {quoted} with lockers? Only if I say plainly what I \
am. I am a simulator: this text was written beforehand, and nothing here was reasoned out for \
this question. It is this long so that the thinking pane has something to show: streaming, \
scrolling back while it goes on, folding, searching, copying. That has to be said in the answer \
too, in plain words.

Should I also mention how thinking is switched? Yes, briefly: ctrl+t switches it for MiniMax-M3, \
and the M2 models always think. ctrl+o shows or hides this pane.

Length of the answer: short. The thinking was the point. Three short paragraphs, the result first, \
then why, then the honest remark.

Final check of the facts I am about to state: ten lockers, the squares from 1 to 100. Divisors in \
pairs, except for the root of a square. Nothing else is claimed. Good, write it.
"""


def about(topic: str, quoted: str, turn: int) -> str:
    """Returns a thinking text.

    Args:
        topic: What the answer is about.
        quoted: The prompt on one line, shortened.
        turn: The number of the prompt in the conversation.
    """
    if topic == "think":
        return _LONG.format(quoted=f"“{quoted}”")
    if topic in _ZH:
        history = f"这是对话的第 {turn} 轮。" if turn > 1 else ""
        return (
            f"用户写道：“{quoted}”。{history}\n\n{_ZH[topic]}\n\n"
            "我是模拟器，没有模型在思考，这一点要说清楚。"
        )
    history = f" It is turn {turn}; what came before is in the history." if turn > 1 else ""
    asked = f"The user writes: “{quoted}”." if quoted else "There is no text in the prompt."
    return (
        f"{asked}{history}\n\n{_ABOUT[topic]}\n\nOne thing to keep in mind: I am the simulator. No"
        " model is at work here, so I must not claim to know anything about the question itself."
    )
