package io.github.dilm4j.coreset;

class PerLabelSetSelectorTest extends SetSelectorContract {
    @Override
    SetSelector selector() {
        return SetSelector.perLabel(new RandomSelector());
    }
}
