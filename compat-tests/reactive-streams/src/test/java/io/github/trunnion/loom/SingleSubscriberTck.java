package io.github.trunnion.loom;

import org.testng.annotations.Test;

/** The subscriber of {@link Flows#single} under the TCK; run by {@link ReactiveStreamsTest}. */
@Test
public class SingleSubscriberTck extends FirstSubscriberTck {
    public SingleSubscriberTck() {
        super(true);
    }
}
