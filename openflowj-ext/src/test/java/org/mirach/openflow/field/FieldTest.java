package org.mirach.openflow.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FieldTest {
    @ParameterizedTest
    @EnumSource(Field.class)
    void everyRowIsFoundByItsIdsAndNames(Field field) {
        if (field.oxmId() != FieldIds.NONE) {
            assertThat(FieldLookup.byHeader(field.oxmId() << 9, FieldIds.experimenterOf(field.oxmId())))
                    .isEqualTo(field);
        }
        if (field.nxmId() != FieldIds.NONE) {
            assertThat(FieldLookup.byHeader(field.nxmId() << 9, 0)).isEqualTo(field);
        }
        assertThat(field.names())
                .allSatisfy(name -> assertThat(FieldLookup.byName(name)).isEqualTo(field));
    }

    @ParameterizedTest
    @EnumSource(Field.class)
    void everyRowHasRoomForItsBitsOnTheWire(Field field) {
        assertThat(field.oxmId() != FieldIds.NONE || field.nxmId() != FieldIds.NONE)
                .isTrue();
        if (field.oxmId() != FieldIds.NONE) {
            assertThat(field.oxmOctets() * 8).isGreaterThanOrEqualTo(field.bits());
        }
        assertThat(field.fullMask()).isEqualTo(FieldValue.ones(field.bits()));
    }

    @Test
    void noTwoRowsShareAnIdOrAName() {
        Map<Object, Field> seen = new HashMap<>();
        for (Field field : Field.values()) {
            field.names()
                    .forEach(name -> assertThat(seen.put(name, field)).as(name).isNull());
            if (field.oxmId() != FieldIds.NONE) {
                assertThat(seen.put(field.oxmId(), field)).as(field.name()).isNull();
            }
            if (field.nxmId() != FieldIds.NONE) {
                assertThat(seen.put(field.nxmId(), field)).as(field.name()).isNull();
            }
        }
    }

    @Test
    void unknownHeadersHaveNoField() {
        assertThat(FieldLookup.byHeader(0x80007f04, 0)).isNull();
        assertThat(FieldLookup.byHeader(0xffff5402, 0x1234))
                .as("another experimenter's")
                .isNull();
        assertThat(FieldLookup.byHeader(0x12340004, 0)).isNull();
    }

    @Test
    void valuesOf128BitsKeepTheirOctets() {
        byte[] octets = new byte[16];
        for (int i = 0; i < 16; i++) {
            octets[i] = (byte) (i * 17);
        }
        assertThat(FieldValue.of(octets).octets(16)).isEqualTo(octets);
        assertThat(FieldValue.ones(128)).isEqualTo(new FieldValue(-1, -1));
        assertThat(FieldValue.ones(65)).isEqualTo(new FieldValue(1, -1));
    }

    @Test
    void aSubfieldLiesWithinItsField() {
        assertThat(Subfield.whole(Field.REG0).bits()).isEqualTo(32);
        assertThatThrownBy(() -> new Subfield(Field.VLAN_PCP, 1, 3)).hasMessageContaining("VLAN_PCP, which has 3 bits");
    }
}
