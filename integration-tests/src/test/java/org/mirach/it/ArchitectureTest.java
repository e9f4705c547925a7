package org.mirach.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The edges between modules and packages that {@code docs/ARCHITECTURE.md} allows; any other fails here. */
final class ArchitectureTest {
    private static final String OURS = "org.mirach";
    /** Module, by the package it owns, and the modules it may import. */
    private static final Map<String, Set<String>> MODULE_MAY_IMPORT = Map.of(
            "conf", Set.of(),
            "openflow", Set.of(),
            "xdp", Set.of(),
            "vswitch", Set.of("conf", "openflow", "xdp"),
            "controller", Set.of("conf", "openflow"),
            "cli", Set.of("conf", "openflow"));
    /** In the switch: package, and the packages that it must never name. */
    private static final Map<String, List<String>> SWITCH_MUST_NOT_NAME = Map.of(
            "flow", List.of("fastpath", "slowpath", "pipeline", "agent", "ports", "admin", "xdpstage"),
            "fastpath", List.of("slowpath", "pipeline", "agent", "conntrack", "admin", "ovsdb", "config"),
            "pipeline", List.of("slowpath", "fastpath", "agent", "ports", "admin", "config"),
            "slowpath.translate", List.of("agent", "ports", "admin", "slowpath.upcall", "slowpath.revalidate"),
            "ports", List.of("slowpath", "pipeline", "agent", "admin"),
            "observe", List.of("fastpath", "slowpath", "pipeline", "agent", "ports", "admin"));

    private static JavaClasses classes;

    @BeforeAll
    static void readClassFiles() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(OURS);
    }

    static Stream<ArchRule> rules() {
        return Stream.of(moduleRules(), switchRules(), libraryRules()).flatMap(rules -> rules);
    }

    private static Stream<ArchRule> moduleRules() {
        return MODULE_MAY_IMPORT.entrySet().stream().map(module -> {
            String[] forbidden = MODULE_MAY_IMPORT.keySet().stream()
                    .filter(other ->
                            !other.equals(module.getKey()) && !module.getValue().contains(other))
                    .map(other -> OURS + "." + other + "..")
                    .toArray(String[]::new);
            return rule("the module has no such edge", OURS + "." + module.getKey() + "..", forbidden);
        });
    }

    private static Stream<ArchRule> switchRules() {
        String root = OURS + ".vswitch.";
        return SWITCH_MUST_NOT_NAME.entrySet().stream()
                .map(entry -> rule(
                        "the planes know each other one way only",
                        root + entry.getKey() + "..",
                        entry.getValue().stream()
                                .map(name -> root + name + "..")
                                .toArray(String[]::new)));
    }

    private static Stream<ArchRule> libraryRules() {
        String[] openFlowJ = {"org.projectfloodlight.."};
        return Stream.of(
                rule("OpenFlowJ's types stop at the agent", OURS + ".vswitch.fastpath..", openFlowJ),
                rule("OpenFlowJ's types stop at the agent", OURS + ".vswitch.pipeline..", openFlowJ),
                rule("OpenFlowJ's types stop at the agent", OURS + ".vswitch.slowpath..", openFlowJ),
                rule("OpenFlowJ's types stop at the agent", OURS + ".vswitch.flow..", openFlowJ),
                rule("engine threads have no business with Netty", OURS + ".vswitch.fastpath..", "io.netty.."),
                noClasses()
                        .that()
                        .resideInAPackage(OURS + "..")
                        .and()
                        .resideOutsideOfPackage("..zookeeper..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("org.apache.zookeeper..", "org.apache.curator..")
                        .because("ZooKeeper and Curator stop at the zookeeper packages")
                        .allowEmptyShould(true),
                noClasses()
                        .that()
                        .resideOutsideOfPackage(OURS + ".xdp..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(OURS + ".xdp.ffi..")
                        .because("ffi is not exported")
                        .allowEmptyShould(true));
    }

    private static ArchRule rule(String reason, String from, String... forbidden) {
        return noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .because(reason)
                .allowEmptyShould(true);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void edgeIsNotThere(ArchRule rule) {
        rule.check(classes);
    }

    /** A package that no rule knows would slip through all of them. */
    @Test
    void everyClassBelongsToAModule() {
        assertThat(classes.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> name.startsWith(OURS + "."))
                        .map(name -> name.substring(OURS.length() + 1).split("\\.")[0])
                        .filter(name -> !name.equals("bench") && !name.equals("it"))
                        .collect(Collectors.toSet()))
                .isSubsetOf(MODULE_MAY_IMPORT.keySet())
                .isNotEmpty();
    }
}
