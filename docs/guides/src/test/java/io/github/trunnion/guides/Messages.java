package io.github.trunnion.guides;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The messages of the exceptions that main code makes, and the index of them.
 *
 * <p>A message is written as its type and its text, where {@code …} stands for what is known at run
 * time only: {@code IllegalStateException: … was polled after it was done (F3)}.
 */
final class Messages {
    private static final String GAP = "…";
    private static final Pattern ENTRY = Pattern.compile("(?ms)^### (.*?)$(.*?)(?=^##|\\z)");
    private static final Pattern QUOTED = Pattern.compile("(?ms)^```text\\n(.*?)^```$");

    private Messages() {}

    /** Each message with the places that make it. */
    static Map<String, TreeSet<String>> made(Path root, List<String> modules) {
        List<Path> files = new ArrayList<>();
        for (String module : modules) {
            files.addAll(Repository.javaFiles(root.resolve(module), "src/main/java/"));
        }
        Map<String, TreeSet<String>> made = new TreeMap<>();
        for (CompilationUnitTree unit : Sources.parse(files)) {
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitNewClass(NewClassTree created, Void none) {
                    String type = created.getIdentifier().toString();
                    type = type.substring(type.lastIndexOf('.') + 1);
                    if (type.endsWith("Exception") && !created.getArguments().isEmpty()) {
                        add(type, created.getArguments().getFirst(), created);
                    }
                    return super.visitNewClass(created, none);
                }

                @Override
                public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
                    // a message of its own rather than the name of a parameter
                    if (call.getMethodSelect().toString().endsWith("requireNonNull")
                            && call.getArguments().size() == 2
                            && render(call.getArguments().get(1), false).getFirst().contains(" ")) {
                        add("NullPointerException", call.getArguments().get(1), call);
                    }
                    return super.visitMethodInvocation(call, none);
                }

                private void add(String type, ExpressionTree message, Tree at) {
                    String place =
                            String.valueOf(Path.of(unit.getSourceFile().toUri()).getFileName());
                    List<String> texts = render(message, false);
                    if (!hasWords(texts.getFirst())) {
                        texts = render(message, true);
                    }
                    for (String text : texts) {
                        if (hasWords(text)) {
                            made.computeIfAbsent(type + ": " + tidy(text), t -> new TreeSet<>())
                                    .add(place);
                        }
                    }
                }
            }.scan(unit, null);
        }
        return made;
    }

    private static boolean hasWords(String text) {
        return text.chars().anyMatch(Character::isLetter);
    }

    private static String tidy(String text) {
        return text.replaceAll("…(\\s*…)+", GAP).replaceAll("\\s+", " ").strip();
    }

    /** The texts of an expression; more than one if conditionals are followed. */
    private static List<String> render(ExpressionTree expression, boolean conditionals) {
        return switch (expression) {
            case LiteralTree literal -> List.of(String.valueOf(literal.getValue()));
            case ParenthesizedTree inner -> render(inner.getExpression(), conditionals);
            case BinaryTree sum when sum.getKind() == Tree.Kind.PLUS -> {
                List<String> texts = new ArrayList<>();
                for (String left : render(sum.getLeftOperand(), conditionals)) {
                    for (String right : render(sum.getRightOperand(), conditionals)) {
                        texts.add(left + right);
                    }
                }
                yield texts;
            }
            case ConditionalExpressionTree either when conditionals -> {
                List<String> texts = new ArrayList<>(render(either.getTrueExpression(), true));
                texts.addAll(render(either.getFalseExpression(), true));
                yield texts;
            }
            case MethodInvocationTree call
                    when call.getMethodSelect() instanceof MemberSelectTree select
                            && select.getIdentifier().contentEquals("formatted") ->
                    render(select.getExpression(), conditionals).stream()
                            .map(text -> text.replaceAll("%[a-z]", GAP))
                            .toList();
            default -> List.of(GAP);
        };
    }

    /** The messages that an index explains; each entry has an anchor, a reason and a remedy. */
    static TreeSet<String> indexed(String index) {
        TreeSet<String> messages = new TreeSet<>();
        Matcher entry = ENTRY.matcher(index);
        while (entry.find()) {
            String title = entry.group(1);
            String body = entry.group(2);
            if (!title.startsWith("<a id=\"")
                    || !body.contains("\n**Why.** ")
                    || !body.contains("\n**Remedy.** ")) {
                throw new IllegalStateException("Anchor, Why or Remedy is missing: " + title);
            }
            Matcher quoted = QUOTED.matcher(body);
            while (quoted.find()) {
                // a line that begins with a space continues the one before
                for (String message : quoted.group(1).replaceAll("\\n +", " ").split("\n")) {
                    if (!messages.add(message.strip())) {
                        throw new IllegalStateException("Explained twice: " + message);
                    }
                }
            }
        }
        return messages;
    }

    /** Compares both; what is said is empty if they agree. */
    static String compare(String index, Path root, List<String> modules) {
        Map<String, TreeSet<String>> made = made(root, modules);
        TreeSet<String> indexed = indexed(index);
        StringBuilder said = new StringBuilder();
        if (made.isEmpty()) {
            said.append("No message is made.\n");
        }
        made.forEach(
                (message, places) -> {
                    if (!indexed.contains(message)) {
                        said.append("Not explained: ").append(message).append(' ');
                        said.append(places).append('\n');
                    }
                });
        for (String message : indexed) {
            if (!made.containsKey(message)) {
                said.append("Explained, but never made: ").append(message).append('\n');
            }
        }
        return said.toString();
    }
}
