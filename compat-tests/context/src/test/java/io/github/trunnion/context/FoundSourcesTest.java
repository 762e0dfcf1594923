package io.github.trunnion.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.trunnion.loom.ContextCarrier;
import io.github.trunnion.loom.ContextSnapshot;
import io.micrometer.context.ContextRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the standard carrier finds beside the MDC. */
class FoundSourcesTest {
    private static final ThreadLocal<String> OBSERVED = new ThreadLocal<>();

    @BeforeEach
    void register() {
        ContextRegistry.getInstance().registerThreadLocalAccessor("observed", OBSERVED);
    }

    @AfterEach
    void remove() {
        ContextRegistry.getInstance().removeThreadLocalAccessor("observed");
        OBSERVED.remove();
        FoundSource.LOCAL.remove();
    }

    @Test
    void cx05_standard_namesWhatItHasFound() {
        assertEquals(
                "ContextCarrier[mdc, found, micrometer]", ContextCarrier.standard().toString());
        assertSame(ContextCarrier.standard(), ContextCarrier.standard().withMicrometer());
    }

    @Test
    void cx05_foundSource_isCarried() {
        FoundSource.LOCAL.set("captured");
        ContextSnapshot snapshot = ContextCarrier.standard().capture();
        FoundSource.LOCAL.set("own");
        assertEquals("captured", snapshot.call(FoundSource.LOCAL::get));
        assertEquals("own", FoundSource.LOCAL.get());
    }

    @Test
    void cx05_micrometer_isCarried_andClearsWhatItLacks() {
        ContextCarrier micrometer = ContextCarrier.none().withMicrometer();
        ContextSnapshot empty = micrometer.capture();
        OBSERVED.set("captured");
        ContextSnapshot full = micrometer.capture();
        OBSERVED.set("own");
        assertEquals("captured", full.call(OBSERVED::get));
        assertEquals("own", OBSERVED.get());
        assertNull(empty.call(OBSERVED::get));
        assertEquals("own", OBSERVED.get());
    }
}
