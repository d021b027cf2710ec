"""Writes words and the stems that Snowball gives them, for the tests of the profile snowball-arabic.

    pip install snowballstemmer==3.1.1
    python xtask/python/snowball_fixtures.py > fixtures/compat/snowball-arabic.tsv
"""

import random

import snowballstemmer

LETTERS = "اوفبكلسنتيهمأإآؤئءىةرـ\u064e\u0651"
PIECES = (
    "ال وال بال كال لل ف و ب ك س ي ت ن أ أأ أآ أؤ أإ أا است يست تست نست هما كما كمو ها هم هن كم كن ون ين ات ان نا ني "
    "تم تمو تما وا تن تا ة ى ه ئ ؤ آ بب كك با فا وا سي ست سن سأ لآ ﻻ ﻷ ﻹ ﻵ ﺑ ﻲ ﺔ ٣ 😀 x قلم درس علم"
).split()
WORDS = (
    "المدرسة والمدرسات بالمكتبة كالأسد للناس فالكتاب استخراج يستعملون سيكتبون ستكتبين أأنتم أؤلئك كتابهما كتابكم مكتبتنا "
    "معلمون معلمين رأوا سألتمونيها قالوا شاطئ سماء مؤمن بنى مستشفى عربي عربية لآلئ ﻻﺑﺲ ١٩٤٥ بابه كمال ببطء وليد واحد فاهم"
).split()


def word(chance):
    kind = chance.random()
    if kind < 0.4:
        return "".join(chance.choice(LETTERS) for _ in range(chance.randint(0, 9)))
    return "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 5)))


def main():
    chance = random.Random(3)
    stemmer = snowballstemmer.stemmer("arabic")
    print("# Words and what Snowball 3.1.1 makes of them; written by xtask/python/snowball_fixtures.py.")
    for each in WORDS + sorted({word(chance) for _ in range(2500)}):
        print(f"{each}\t{stemmer.stemWord(each)}")


main()
