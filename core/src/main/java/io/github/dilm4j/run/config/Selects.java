package io.github.dilm4j.run.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;

/** Marks a setting whose method must be a selector, and says what it selects. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Selects {
    What value();

    /** The selector's task. */
    enum What {
        /** Examples of one label. */
        EXAMPLES_OF_A_LABEL,
        /** A set with examples of all labels. */
        SET;

        List<Method> methods() {
            return Arrays.stream(Method.values())
                    .filter(this == SET ? Method::selectsSets : Method::perLabel)
                    .toList();
        }
    }
}
