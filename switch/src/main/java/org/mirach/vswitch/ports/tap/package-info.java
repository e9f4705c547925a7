/**
 * Tap ports: the bridge's own LOCAL interface, and machines that plug into one. The queues are hot and the engine's;
 * making and removing the device is control.
 */
package org.mirach.vswitch.ports.tap;
