package io.github.trunnion.tck;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips the methods of {@link UntestedRule} with their reason. */
final class SkipUntested implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), UntestedRule.class)
                .map(rule -> ConditionEvaluationResult.disabled("untested: " + rule.value()))
                .orElseGet(() -> ConditionEvaluationResult.enabled("no untested rule"));
    }
}
