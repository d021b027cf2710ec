import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.ar.ArabicNormalizer;
import org.apache.lucene.analysis.fa.PersianNormalizer;

/**
 * Lucene's normalizers on the files that the other peers read.
 *
 * <pre>
 * Normalizers                      lists the profiles and the version
 * Normalizers PROFILE FILE         prints `bytes,ns,count` as the other programs do
 * Normalizers PROFILE FILE hash    prints the FNV-1a hash of what is written
 * </pre>
 *
 * The text is UTF-16 before the clock starts, as Lucene has it: reading and writing UTF-8 is not timed.
 */
public final class Normalizers {
    private interface Normalizer {
        int normalize(char[] text, int length);
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 2) {
            String version = org.apache.lucene.util.Version.LATEST.toString();
            System.out.println("lucene-ar\tLucene " + version);
            System.out.println("lucene-fa\tLucene " + version);
            return;
        }
        ArabicNormalizer arabic = new ArabicNormalizer();
        PersianNormalizer persian = new PersianNormalizer();
        Normalizer normalizer = args[0].equals("lucene-fa") ? persian::normalize : arabic::normalize;

        String text = new String(Files.readAllBytes(Paths.get(args[1])), StandardCharsets.UTF_8);
        List<char[]> documents = new ArrayList<>();
        long bytes = 0;
        int longest = 0;
        for (String document : text.split("\n\n")) {
            if (!document.isEmpty()) {
                documents.add(document.toCharArray());
                bytes += document.getBytes(StandardCharsets.UTF_8).length;
                longest = Math.max(longest, document.length());
            }
        }
        char[] buffer = new char[longest];
        if (args.length == 3) {
            long hash = 0xCBF29CE484222325L;
            for (char[] document : documents) {
                System.arraycopy(document, 0, buffer, 0, document.length);
                String out = new String(buffer, 0, normalizer.normalize(buffer, document.length));
                for (byte b : out.getBytes(StandardCharsets.UTF_8)) {
                    hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
                }
            }
            System.out.printf("%016x%n", hash);
            return;
        }
        // the fastest run of several seconds: the first ones are interpreted
        long fastest = Long.MAX_VALUE, count = 0, begin = System.nanoTime();
        while (System.nanoTime() - begin < 3_000_000_000L) {
            count = 0;
            long start = System.nanoTime();
            for (char[] document : documents) {
                System.arraycopy(document, 0, buffer, 0, document.length);
                count += normalizer.normalize(buffer, document.length);
            }
            fastest = Math.min(fastest, System.nanoTime() - start);
        }
        System.out.println(bytes + "," + fastest + "," + count);
    }
}
