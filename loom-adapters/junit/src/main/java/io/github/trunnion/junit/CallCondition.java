package io.github.trunnion.junit;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import java.util.function.Function;
import java.util.function.Predicate;

/** Finds calls that should not be there, and says what to write instead. */
final class CallCondition extends ArchCondition<JavaClass> {
    private final Predicate<JavaMethodCall> wrong;
    private final Function<JavaMethodCall, String> remedy;

    CallCondition(
            String description,
            Predicate<JavaMethodCall> wrong,
            Function<JavaMethodCall, String> remedy) {
        super(description);
        this.wrong = wrong;
        this.remedy = remedy;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
            if (wrong.test(call)) {
                events.add(
                        SimpleConditionEvent.violated(
                                type, call.getDescription() + ": " + remedy.apply(call)));
            }
        }
    }
}
