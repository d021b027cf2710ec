import java.io.IOException;
import java.io.PrintStream;
import java.util.Random;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.analysis.tokenattributes.TypeAttribute;

/**
 * What Lucene's ArabicAnalyzer gives, for the tests of the profile lucene-ar-analyzer: `vectors` prints texts and tokens,
 * `scalars` a hash of the tokens of every character in three contexts.
 *
 * <pre>
 * JARS=/usr/share/java/lucene-core-8.7.0.jar:/usr/share/java/lucene-analyzers-common-8.7.0.jar
 * javac -cp $JARS -d target/lucene benches/peers/lucene/Vectors.java
 * java -cp $JARS:target/lucene Vectors vectors > fixtures/compat/lucene-ar-analyzer.jsonl
 * java -cp $JARS:target/lucene Vectors scalars > fixtures/compat/lucene-scalars.tsv
 * </pre>
 */
public final class Vectors {
    private static final String[] TEXTS = {
        "وصلت الطائرة إلى مطار عمّان الساعة ١٢:٣٠ ظهراً",
        "والمكتبات والكتّاب والكاتبون بالمدينة وكالعادة للناس",
        "هذا هو الكتاب الذي كان على الطاولة، وليس هذه المجلة",
        "٣٫٥ و 3.5 و 1,234 و ١٬٢٣٤ و10:30",
        "أ.ف.ب. نقلت عن د. سعاد: «لا تعليق»",
        "ـ ــ ـه وـه الـ20 500كم x²",
        "WASHINGTON İstanbul ΣΟΦΟΣ naïve ﬁ ＡＢ１２",
        "user_name __a__ _ snake_ ها_ها",
        "can't l’été ד\"ר ג'ירף צה\"ל",
        "ภาษาไทย မြန်မာ 日本語ひらがなカタカナ 한국어 ｶﾀｶﾅ",
        "👨‍👩‍👧‍👦 🇯🇴🇸🇦🇪 👍🏽 #️⃣ 5⃣ ☺️ ☺︎ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ©",
        "كل\u200Cمة كل\u200Dمة كل\u00ADمة \u200Fكلمة\u200F كل\u2060مة",
        "من في على إلى عن ومن وفي",
    };

    /** A character of each class of the grammar, and more of those that Arabic text has. */
    private static final String[] PIECES = {
        " ", "🇯", "🇴", "🏽", "👍", "☝", "👩", "☺", "©", "\u064E", "\u0301", "\u200C", "\uFE0E", "\uFE0F", "#", "*", "\u20E3", "\u200D",
        "\uDB40\uDC67", "\uDB40\uDC7F", "a", "B", "ا", "ل", "ة", "ه", "ي", "و", "ن", "ـ", "ℹ", "한", "ᄀ", "٣", "٫", "۵", "𝟗", "7", "カ",
        "ｶ", ":", "·", "،", ",", ";", ".", "’", "_", "\u203F", "中", "々", "あ", "'", "\"", "א", "ש", "ก", "ั", "ြ", "-", "\n", "\u2028",
        "𐐀", "من ", " في ",
    };

    private static final String[][] CONTEXTS = {{"", ""}, {"الب", "جها"}, {"x ", "3"}};

    private static final Analyzer ANALYZER = new ArabicAnalyzer();

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, false, "UTF-8");
        if (args.length == 1 && args[0].equals("vectors")) {
            vectors(out);
        } else if (args.length == 1 && args[0].equals("scalars")) {
            scalars(out);
        } else {
            System.err.println("usage: Vectors vectors|scalars");
            System.exit(2);
        }
        out.flush();
    }

    private static void vectors(PrintStream out) throws IOException {
        for (String text : TEXTS) {
            vector(text, out);
        }
        Random random = new Random(8);
        for (int n = 0; n < 900; n++) {
            StringBuilder text = new StringBuilder();
            String[] few = new String[2 + random.nextInt(5)];
            for (int i = 0; i < few.length; i++) {
                few[i] = PIECES[random.nextInt(PIECES.length)];
            }
            for (int length = 1 + random.nextInt(9); length > 0; length--) {
                text.append(few[random.nextInt(few.length)]);
            }
            vector(text.toString(), out);
        }
        // longer than a token can be
        for (String piece : new String[] {"ا", "𐐀", "a.", "1", "カ", "👩\u200D", "_ا"}) {
            for (int before = 0; before < 2; before++) {
                StringBuilder text = new StringBuilder("b".repeat(before));
                while (text.length() < 300) {
                    text.append(piece);
                }
                vector(text.toString(), out);
            }
        }
    }

    private static void vector(String text, PrintStream out) throws IOException {
        StringBuilder line = new StringBuilder("{\"in\":");
        quote(text, line);
        line.append(",\"out\":[");
        int start = line.length();
        analyze(text, (term, first, end, increment, type) -> {
            if (line.length() > start) {
                line.append(',');
            }
            line.append('[');
            quote(term, line);
            line.append(',').append(first).append(',').append(end).append(',').append(increment);
            line.append(",\"").append(type).append("\"]");
        });
        out.print(line.append("]}\n"));
    }

    private static void scalars(PrintStream out) throws IOException {
        out.print("# FNV-1a of the tokens of Lucene's ArabicAnalyzer for each character of a range between two strings,\n");
        out.print("# as `term start end increment type` and a line feed; written by benches/peers/lucene/Vectors.java.\n");
        out.print("# before, behind, first, last, step, hash\n");
        int[][] ranges = {
            {0, 0x7FF, 1}, {0x800, 0x1FFF, 1}, {0x2000, 0x2FFF, 1}, {0x3000, 0xABFF, 1}, {0xAC00, 0xFFFF, 1},
            {0x10000, 0x1EFFF, 1}, {0x1F000, 0x1FFFF, 1}, {0xE0000, 0xE0FFF, 1}, {0x20000, 0x10FFFF, 61},
        };
        for (String[] context : CONTEXTS) {
            for (int[] range : ranges) {
                long[] hash = {0xCBF29CE484222325L};
                for (int c = range[0]; c <= range[1]; c += range[2]) {
                    if (c >= 0xD800 && c < 0xE000) {
                        continue;
                    }
                    String text = context[0] + new String(Character.toChars(c)) + context[1];
                    analyze(text, (term, first, end, increment, type) -> {
                        String told = term + " " + first + " " + end + " " + increment + " " + type + "\n";
                        for (byte b : told.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
                            hash[0] = (hash[0] ^ (b & 0xFF)) * 0x100000001B3L;
                        }
                    });
                }
                out.printf("%s\t%s\t%X\t%X\t%d\t%016x\n", context[0], context[1], range[0], range[1], range[2], hash[0]);
            }
        }
    }

    private interface Told {
        void token(String term, int first, int end, int increment, String type);
    }

    private static void analyze(String text, Told told) throws IOException {
        try (TokenStream tokens = ANALYZER.tokenStream("text", text)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            OffsetAttribute place = tokens.addAttribute(OffsetAttribute.class);
            PositionIncrementAttribute increment = tokens.addAttribute(PositionIncrementAttribute.class);
            TypeAttribute type = tokens.addAttribute(TypeAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                told.token(term.toString(), place.startOffset(), place.endOffset(), increment.getPositionIncrement(), type.type());
            }
            tokens.end();
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isPlain = c >= ' ' && c < 0x7F || Character.isLetterOrDigit(c);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (isPlain) {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        out.append('"');
    }
}
