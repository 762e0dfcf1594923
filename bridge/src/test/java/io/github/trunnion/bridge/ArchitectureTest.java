package io.github.trunnion.bridge;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import io.github.trunnion.futures.PollFuture;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.regex.Pattern;

/** The loop and the executor name no reactor. */
@Tag("slow") // no JDK differs in this: the matrix of JDKs may leave it out
class ArchitectureTest {
    private static final Pattern REACTOR =
            Pattern.compile(".*(Selector|Poll(Socket|ServerSocket|Datagram|Pipe)).*");
    private static final String CHANNELS = "java.nio.channels";

    private static final JavaClasses OURS = importBridge();

    private static JavaClasses importBridge() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importUrl(
                        BridgeExecutor.class.getProtectionDomain().getCodeSource().getLocation());
    }

    /** Also not through any class of ours that they use. */
    @Test
    void e09_loopAndExecutor_nameNoReactorClassAndNoChannel() {
        noClasses()
                .that()
                .belongToAnyOf(
                        BridgeExecutor.class,
                        CarrierGroup.class,
                        BlockOn.class,
                        Carrier.class,
                        Parking.class,
                        Mailbox.class,
                        CarrierSlot.class,
                        PollTask.class)
                .should()
                .transitivelyDependOnClassesThat(
                        describe("are reactors or use channels", ArchitectureTest::isReactor))
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage(CHANNELS)
                .check(OURS);
    }

    private static boolean isReactor(JavaClass used) {
        return used.getPackageName().startsWith("io.github.trunnion")
                && !used.isEquivalentTo(JdkPollers.class) // its pipe is a bait for the JDK
                && (REACTOR.matcher(used.getSimpleName()).matches()
                        || used.getDirectDependenciesFromSelf().stream()
                                .map(Dependency::getTargetClass)
                                .anyMatch(target -> target.getPackageName().equals(CHANNELS)));
    }

    @Test
    void e09_dependencies_areTheJdkFuturesAndSlf4jOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "jdk.jfr..",
                        "javax.management..",
                        PollFuture.class.getPackageName(),
                        BridgeExecutor.class.getPackageName(),
                        "org.slf4j",
                        "org.jspecify.annotations")
                .check(OURS);
    }

    @Test
    void e09_packages_haveNoCycles() {
        slices().matching("io.github.trunnion.(*)..").should().beFreeOfCycles().check(OURS);
    }
}
