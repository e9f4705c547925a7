package org.mirach.conf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads a YAML file into a record.
 *
 * <p><b>What:</b> keys are the component names in kebab-case ({@code idleTimeoutMs} is {@code idle-timeout-ms}; a
 * component of type {@code Duration} named {@code idleTimeout} is too). Components may be {@code String}, {@code int},
 * {@code long}, {@code double}, {@code boolean}, enums (constants in kebab-case), {@code Duration}, {@code Path},
 * {@code Optional}, {@code List}, {@code Map<String, ...>} and records of these. What is missing takes its
 * {@link Default}.
 *
 * <p><b>Errors:</b> {@link ConfigException} names file, line, key and what is allowed: an unknown key (with the near
 * one), a key given twice, a value of the wrong kind, a required key that is missing, and whatever
 * {@code IllegalArgumentException} the record's own constructor throws.
 *
 * <p><b>Why this way:</b> the YAML node tree is bound directly because only it still knows lines, and because it keeps a
 * data binder's start-up time out of the switch. <b>Threads:</b> stateless; any.
 */
public final class ConfigLoader {
    private ConfigLoader() {}

    /**
     * The configuration in {@code file}; {@code ${NAME}} in values is read from this process's environment.
     *
     * @throws ConfigException when the file cannot be read or used
     */
    public static <R extends Record> R load(Path file, Class<R> recordType) {
        return parse(file.toString(), read(file), recordType, System.getenv());
    }

    /**
     * The configuration in {@code text}.
     *
     * @param sourceName what messages call the text, as a rule its file name
     * @param environment where {@code ${NAME}} and {@code ${NAME:-other}} in values are looked up
     * @throws ConfigException when the text cannot be used
     */
    public static <R extends Record> R parse(
            String sourceName, String text, Class<R> recordType, Map<String, String> environment) {
        Node root;
        try {
            root = yaml().compose(new java.io.StringReader(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new ConfigException(sourceName + ":" + line + ": not YAML: " + e.getProblem(), e);
        } catch (YAMLException e) {
            throw new ConfigException(sourceName + ": not YAML: " + e.getMessage(), e);
        }
        RecordBinder binder = new RecordBinder(sourceName, environment);
        if (root == null) {
            return binder.absent(recordType, "", 1);
        }
        if (!(root instanceof MappingNode mapping)) {
            throw binder.refused(root, "", "expected keys and values (name: value)");
        }
        return binder.record(recordType, mapping, "");
    }

    /** A reader of YAML 1.1 text that makes plain nodes only: no Java types, bounded aliases. */
    static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        DumperOptions dumper = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(dumper), dumper, options, new Resolver());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": no such file; name the configuration with --config FILE", e);
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
