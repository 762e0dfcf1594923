package io.github.trunnion.soak;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The figures and the verdict, for programs. */
final class Json {
    private Json() {}

    static String of(Options options, Samples samples, List<Check> checks) {
        StringBuilder json = new StringBuilder("{\n");
        json.append("\"seconds\": ").append(options.time().toSeconds()).append(",\n");
        json.append("\"rate\": ").append(options.rate()).append(",\n");
        json.append("\"seed\": ").append(options.seed()).append(",\n");
        json.append("\"pass\": ").append(checks.stream().allMatch(Check::holds)).append(",\n");
        json.append("\"checks\": [\n");
        json.append(checks.stream().map(Json::check).collect(Collectors.joining(",\n")));
        json.append("\n],\n\"samples\": {\n");
        for (Samples.Column column : Samples.Column.values()) {
            array(json, column.name().toLowerCase(Locale.ROOT), samples.column(column));
            json.append(",\n");
        }
        json.append("\"loads\": {\n");
        for (int i = 0; i < samples.loads().size(); i++) {
            json.append(i == 0 ? "" : ",\n").append(quoted(samples.loads().get(i))).append(": {");
            array(json, "in", samples.in(i));
            json.append(", ");
            array(json, "out", samples.out(i));
            json.append('}');
        }
        return json.append("\n}\n}\n}\n").toString();
    }

    private static String check(Check check) {
        return "{\"subject\": "
                + quoted(check.subject())
                + ", \"claim\": "
                + quoted(check.claim())
                + ", \"holds\": "
                + check.holds()
                + ", \"detail\": "
                + quoted(check.detail())
                + "}";
    }

    private static void array(StringBuilder json, String name, long[] values) {
        json.append(quoted(name)).append(": ").append(Arrays.toString(values));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars()
                .forEach(
                        c -> {
                            if (c == '"' || c == '\\') {
                                quoted.append('\\').append((char) c);
                            } else if (c < ' ') {
                                quoted.append(String.format("\\u%04x", c));
                            } else {
                                quoted.append((char) c);
                            }
                        });
        return quoted.append('"').toString();
    }
}
