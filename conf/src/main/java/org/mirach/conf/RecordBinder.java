package org.mirach.conf;

import java.io.StringReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Binds the YAML nodes of one file to records.
 *
 * <p><b>Threads:</b> immutable; any.
 */
final class RecordBinder {
    private final String sourceName;
    private final Map<String, String> environment;

    RecordBinder(String sourceName, Map<String, String> environment) {
        this.sourceName = sourceName;
        this.environment = environment;
    }

    <R> R record(Class<R> type, MappingNode mapping, String path) {
        Map<String, Node> given = keysOf(mapping, path);
        Map<String, RecordComponent> known = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            known.put(keyOf(component), component);
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String key = ((ScalarNode) tuple.getKeyNode()).getValue();
            if (!known.containsKey(key)) {
                throw refused(tuple.getKeyNode(), join(path, key), "unknown key; " + suggestion(key, known));
            }
        }
        int line = lineOf(mapping);
        List<Object> values = new ArrayList<>();
        known.forEach((key, component) -> {
            Node node = given.get(key);
            String keyPath = join(path, key);
            values.add(
                    node == null || isNull(node)
                            ? missing(component, keyPath, line)
                            : value(component.getGenericType(), node, keyPath));
        });
        return construct(type, values, path, line);
    }

    /** The record as it is when the file says nothing about it. */
    <R> R absent(Class<R> type, String path, int line) {
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            values.add(missing(component, join(path, keyOf(component)), line));
        }
        return construct(type, values, path, line);
    }

    ConfigException refused(Node node, String path, String why) {
        return refusedAt(lineOf(node), path, why);
    }

    private Object missing(RecordComponent component, String path, int line) {
        Default fallback = component.getAnnotation(Default.class);
        Type type = component.getGenericType();
        if (fallback != null) {
            Node node = ConfigLoader.yaml().compose(new StringReader(fallback.value()));
            return value(type, node == null ? new ScalarNode(Tag.STR, "", null, null, plain()) : node, path);
        }
        Class<?> raw = component.getType();
        if (raw == Optional.class) {
            return Optional.empty();
        }
        if (raw == List.class) {
            return List.of();
        }
        if (raw == Map.class) {
            return Map.of();
        }
        if (raw.isRecord()) {
            return absent(raw, path, line);
        }
        throw refusedAt(line, path, "missing; expected " + ScalarBinder.expected(raw));
    }

    private Object value(Type type, Node node, String path) {
        if (type instanceof ParameterizedType parameterized) {
            Type[] arguments = parameterized.getActualTypeArguments();
            Class<?> raw = (Class<?>) parameterized.getRawType();
            if (raw == Optional.class) {
                return Optional.of(value(arguments[0], node, path));
            }
            if (raw == List.class) {
                return list(arguments[0], node, path);
            }
            if (raw == Map.class && arguments[0] == String.class) {
                return map(arguments[1], node, path);
            }
            throw new IllegalArgumentException(path + ": a configuration record cannot hold " + type);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isRecord()) {
            if (node instanceof MappingNode mapping) {
                return record(raw, mapping, path);
            }
            throw refused(node, path, "expected keys and values: " + String.join(", ", keysOf(raw)));
        }
        if (node instanceof ScalarNode scalar) {
            String text = substituted(scalar.getValue(), node, path);
            return ScalarBinder.bind(raw, text)
                    .orElseThrow(() ->
                            refused(node, path, "expected " + ScalarBinder.expected(raw) + ", found \"" + text + "\""));
        }
        throw refused(
                node,
                path,
                "expected " + ScalarBinder.expected(raw) + ", found "
                        + (node instanceof SequenceNode ? "a list" : "keys and values"));
    }

    private List<Object> list(Type element, Node node, String path) {
        if (!(node instanceof SequenceNode sequence)) {
            throw refused(node, path, "expected a list: [a, b], or one \"- item\" a line");
        }
        List<Object> values = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            values.add(value(element, item, path + "[" + values.size() + "]"));
        }
        return List.copyOf(values);
    }

    private Map<String, Object> map(Type element, Node node, String path) {
        if (!(node instanceof MappingNode mapping)) {
            throw refused(node, path, "expected keys and values (name: value)");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        keysOf(mapping, path).forEach((key, item) -> values.put(key, value(element, item, join(path, key))));
        return java.util.Collections.unmodifiableMap(values);
    }

    private Map<String, Node> keysOf(MappingNode mapping, String path) {
        Map<String, Node> keys = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw refused(tuple.getKeyNode(), path, "a key must be a plain word");
            }
            if (keys.put(key.getValue(), tuple.getValueNode()) != null) {
                throw refused(key, join(path, key.getValue()), "given twice; keep one");
            }
        }
        return keys;
    }

    private <R> R construct(Class<R> type, List<Object> values, String path, int line) {
        Class<?>[] types = java.util.Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values.toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refusal) {
                throw new ConfigException(at(line, path) + refusal.getMessage(), refusal);
            }
            throw new IllegalStateException("constructor of " + type.getName() + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName() + " cannot be made: " + e, e);
        }
    }

    /** {@code ${NAME}} and {@code ${NAME:-other}} replaced from the environment; a name without value is an error. */
    private String substituted(String text, Node node, String path) {
        int start = text.indexOf("${");
        int end = start < 0 ? -1 : text.indexOf('}', start);
        if (end < 0) {
            return text;
        }
        String inner = text.substring(start + 2, end);
        int fallback = inner.indexOf(":-");
        String name = fallback < 0 ? inner : inner.substring(0, fallback);
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            if (fallback < 0) {
                throw refused(
                        node,
                        path,
                        "environment variable " + name + " is not set; set it or write ${" + name + ":-value}");
            }
            value = inner.substring(fallback + 2);
        }
        return text.substring(0, start) + value + substituted(text.substring(end + 1), node, path);
    }

    private static String suggestion(String key, Map<String, RecordComponent> known) {
        return NearWord.of(key, known.keySet())
                .map(near -> "did you mean " + near + "?")
                .orElse("allowed here: " + String.join(", ", new TreeSet<>(known.keySet())));
    }

    private static List<String> keysOf(Class<?> type) {
        return java.util.Arrays.stream(type.getRecordComponents())
                .map(RecordBinder::keyOf)
                .toList();
    }

    /** The key of a component: kebab-case, and {@code -ms} after a {@code Duration}. */
    private static String keyOf(RecordComponent component) {
        String kebab =
                component.getName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(java.util.Locale.ROOT);
        return component.getType() == java.time.Duration.class ? kebab + "-ms" : kebab;
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static org.yaml.snakeyaml.DumperOptions.ScalarStyle plain() {
        return org.yaml.snakeyaml.DumperOptions.ScalarStyle.PLAIN;
    }

    private static int lineOf(Node node) {
        return node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
    }

    private ConfigException refusedAt(int line, String path, String why) {
        return new ConfigException(at(line, path) + why);
    }

    private String at(int line, String path) {
        return sourceName + ":" + line + ": " + (path.isEmpty() ? "" : path + ": ");
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
