package io.github.trunnion.mutations;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One wrong edit of one source file.
 *
 * <p>Its text:
 *
 * <pre>
 * # What is wrong, told as the order of events that shows it.
 * rules: W3
 * file: bridge/src/main/java/io/github/trunnion/bridge/PollTask.java
 * killed-by: WakerTest.w03_wakeFromInsidePollIsNotDropped
 * --- old
 * text that occurs exactly once in the file
 * --- new
 * what stands there instead
 * </pre>
 *
 * <p>There may be several pairs of old and new. Old text is compared token by token: line breaks
 * and spaces do not matter. {@code killed-by} is a hint, tests that run first, {@code Class} or
 * {@code Class.method}; it may be missing. {@code interleavings} there means that no ordinary test
 * can see the fault.
 *
 * @param name the name of the edit file without its ending
 * @param story what is wrong
 * @param rules the rules of the specification that it breaks, at least one
 * @param file the source file, from the top folder of the repository
 * @param killedBy simple names of test classes or their methods, maybe none
 * @param replacements what is replaced, in the order of the edit file
 */
public record Edit(
        String name,
        String story,
        List<String> rules,
        String file,
        List<String> killedBy,
        List<Replacement> replacements) {

    /**
     * A text and what stands there instead.
     *
     * @param before the text that is replaced
     * @param after the text that replaces it, maybe empty
     */
    public record Replacement(String before, String after) {}

    /** In {@code killed-by}: only a run of chosen interleavings, or of many, shows the fault. */
    public static final String INTERLEAVINGS = "interleavings";

    private static final Pattern TOKEN = Pattern.compile("\\w+|[^\\w\\s]");
    private static final List<String> HEADERS = List.of("rules", "file", "killed-by");

    public Edit {
        rules = List.copyOf(rules);
        killedBy = List.copyOf(killedBy);
        replacements = List.copyOf(replacements);
    }

    /**
     * Reads an edit.
     *
     * @param name its name
     * @param text the content of its file
     * @return the edit
     * @throws IllegalArgumentException if the text is not of the form above
     */
    public static Edit parse(String name, String text) {
        StringBuilder story = new StringBuilder();
        Map<String, String> headers = new TreeMap<>();
        List<Replacement> replacements = new ArrayList<>();
        StringBuilder before = null;
        StringBuilder after = null;
        for (String line : text.lines().toList()) {
            if (line.equals("--- old")) {
                if (before != null && after == null) {
                    throw malformed(name, "a second '--- old' without a '--- new' between");
                }
                add(replacements, before, after);
                before = new StringBuilder();
                after = null;
            } else if (line.equals("--- new")) {
                if (before == null || after != null) {
                    throw malformed(name, "'--- new' without an '--- old' before it");
                }
                after = new StringBuilder();
            } else if (after != null) {
                after.append(line).append('\n');
            } else if (before != null) {
                before.append(line).append('\n');
            } else if (line.startsWith("#")) {
                story.append(story.isEmpty() ? "" : " ").append(line.substring(1).strip());
            } else if (!line.isBlank()) {
                header(name, line, headers);
            }
        }
        if (before != null && after == null) {
            throw malformed(name, "the last '--- old' has no '--- new'");
        }
        add(replacements, before, after);
        if (story.isEmpty() || replacements.isEmpty()) {
            throw malformed(name, "it needs a '# ' story and one pair of '--- old', '--- new'");
        }
        String file = headers.get("file");
        List<String> rules = list(headers.get("rules"));
        if (file == null || rules.isEmpty()) {
            throw malformed(name, "it needs a line 'file: ' and a line 'rules: '");
        }
        return new Edit(
                name, story.toString(), rules, file, list(headers.get("killed-by")), replacements);
    }

    private static void header(String name, String line, Map<String, String> headers) {
        int colon = line.indexOf(':');
        String key = colon < 0 ? line : line.substring(0, colon);
        if (colon < 0 || !HEADERS.contains(key)) {
            throw malformed(name, "the line '" + line + "' is none of " + HEADERS);
        }
        if (headers.put(key, line.substring(colon + 1).strip()) != null) {
            throw malformed(name, "two lines '" + key + "'");
        }
    }

    private static void add(
            List<Replacement> to, @Nullable StringBuilder before, @Nullable StringBuilder after) {
        if (before != null && after != null) {
            to.add(new Replacement(before.toString(), after.toString()));
        }
    }

    private static List<String> list(@Nullable String value) {
        return value == null || value.isEmpty() ? List.of() : List.of(value.split(",\\s*"));
    }

    private static IllegalArgumentException malformed(String name, String what) {
        return new IllegalArgumentException("The edit " + name + " is malformed: " + what + ".");
    }

    /** Whether no ordinary test can see the fault, but only a run of chosen interleavings. */
    public boolean needsInterleavings() {
        return killedBy.contains(INTERLEAVINGS);
    }

    /**
     * Edits a source.
     *
     * @param source the content of the file
     * @return the content with each old text replaced
     * @throws IllegalArgumentException if an old text does not occur exactly once, or two overlap:
     *     the edit must be adapted to the file
     */
    public String applyTo(String source) {
        Map<Integer, Place> places = new TreeMap<>();
        for (Replacement replacement : replacements) {
            Place place = find(replacement, source);
            if (places.put(place.start, place) != null) {
                throw stale("twice the same text is replaced", replacement);
            }
        }
        StringBuilder edited = new StringBuilder();
        int end = 0;
        for (Place place : places.values()) {
            if (place.start < end) {
                throw stale("two old texts overlap", place.replacement);
            }
            edited.append(source, end, place.start).append(place.replacement.after.stripTrailing());
            end = place.end;
        }
        return edited.append(source, end, source.length()).toString();
    }

    private record Place(int start, int end, Replacement replacement) {}

    private Place find(Replacement replacement, String source) {
        Matcher found = pattern(replacement.before).matcher(source);
        if (!found.find()) {
            throw stale("this text does not occur in it", replacement);
        }
        Place place = new Place(found.start(), found.end(), replacement);
        if (found.find()) {
            throw stale("this text occurs in it more than once", replacement);
        }
        return place;
    }

    /** Matches the same tokens, whatever space is between them. */
    private Pattern pattern(String text) {
        StringBuilder regex = new StringBuilder();
        Matcher token = TOKEN.matcher(text);
        boolean wordBefore = false;
        boolean first = true;
        while (token.find()) {
            boolean word = Character.isJavaIdentifierPart(requireNonNull(token.group()).charAt(0));
            if (first) {
                regex.append(word ? "\\b" : "");
            } else {
                regex.append(word && wordBefore ? "\\s+" : "\\s*");
            }
            regex.append(Pattern.quote(token.group()));
            wordBefore = word;
            first = false;
        }
        if (first) {
            throw malformed(name, "an '--- old' is empty");
        }
        return Pattern.compile(regex.append(wordBefore ? "\\b" : "").toString());
    }

    private IllegalArgumentException stale(String why, Replacement replacement) {
        return new IllegalArgumentException(
                "The edit "
                        + name
                        + " no longer fits "
                        + file
                        + ", "
                        + why
                        + ":\n"
                        + replacement.before
                        + "Adapt the edit to the file.");
    }

    @Override
    public String toString() {
        return name;
    }
}
