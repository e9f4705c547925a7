package org.mirach.openflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.MaskedField;

class MatchTest {
    @Test
    void theOrderOfSettingDoesNotMatter() {
        Match one = Match.builder()
                .exact(Field.TCP_DST, 80)
                .exact(Field.ETH_TYPE, 0x800)
                .exact(Field.IP_PROTO, 6)
                .build();
        Match two = Match.builder()
                .exact(Field.IP_PROTO, 6)
                .exact(Field.TCP_DST, 80)
                .exact(Field.ETH_TYPE, 0x800)
                .build();
        assertThat(one).isEqualTo(two).hasSameHashCodeAs(two);
        assertThat(one.fields())
                .extracting(MaskedField::field)
                .containsExactly(Field.ETH_TYPE, Field.IP_PROTO, Field.TCP_DST);
    }

    @Test
    void valueBitsOutsideTheMaskAreCleared() {
        Match match =
                Match.builder().masked(Field.IPV4_DST, 0x0a010203, 0xff000000L).build();
        assertThat(match.value(Field.IPV4_DST)).isEqualTo(0x0a000000);
        assertThat(match.exact(Field.IPV4_DST)).isFalse();
    }

    @Test
    void aZeroMaskRemovesAField() {
        assertThat(Match.builder().exact(Field.REG3, 1).masked(Field.REG3, 0, 0).build())
                .isEqualTo(Match.ANY);
    }

    @Test
    void theWholeTagBecomesItsTwoParts() {
        Match match = Match.builder().masked(Field.VLAN_TCI, 0x7005, 0xffff).build();
        assertThat(match.value(Field.VLAN_VID)).isEqualTo(0x1005);
        assertThat(match.value(Field.VLAN_PCP)).isEqualTo(3);
        assertThat(match.has(Field.VLAN_TCI)).isFalse();
        assertThat(Match.builder()
                        .masked(Field.VLAN_TCI, 0x1000, 0x1000)
                        .build()
                        .fields())
                .containsExactly(new MaskedField(Field.VLAN_VID, FieldValue.of(0x1000), FieldValue.of(0x1000)));
    }

    @Test
    void aBuilderAgreesWithAMapUnderRandomEdits() {
        Random random = new Random(7);
        List<Field> usable = java.util.Arrays.stream(Field.values())
                .filter(f -> !f.actionOnly() && f != Field.CT_STATE)
                .toList();
        MatchBuilder builder = Match.builder();
        Map<Field, Long> expected = new EnumMap<>(Field.class);
        for (int i = 0; i < 5000; i++) {
            Field field = usable.get(random.nextInt(usable.size()));
            if (random.nextInt(3) == 0) {
                builder.remove(field);
                expected.remove(field);
            } else {
                long value = random.nextLong() & field.fullMask().lo();
                builder.exact(field, value);
                expected.put(field, value);
            }
        }
        Match match = builder.build();
        assertThat(match.size()).isEqualTo(expected.size());
        expected.forEach((field, value) ->
                assertThat(match.value(field)).as(field.name()).isEqualTo(value));
        assertThat(match.toBuilder().build()).isEqualTo(match);
        assertThat(builder.clear().build().fields()).isEqualTo(Collections.emptyList());
    }

    @Test
    void portNumbersOfOpenFlow10AreTheSamePorts() {
        assertThat(PortNo.fromOf10(0xfffe)).isEqualTo(PortNo.LOCAL);
        assertThat(PortNo.toOf10(PortNo.CONTROLLER)).isEqualTo(0xfffd);
        assertThat(PortNo.fromOf10(7)).isEqualTo(7);
        assertThat(PortNo.fitsOf10(0x10000)).isFalse();
        assertThat(PortNo.fitsOf10(PortNo.MAX)).isTrue();
    }
}
