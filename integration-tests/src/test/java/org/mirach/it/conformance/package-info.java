/**
 * OpenFlow as written down elsewhere: switch-test cases of match and action, and messages as Open vSwitch's tools and
 * switch put them on the wire.
 */
package org.mirach.it.conformance;
