/**
 * The shipped configuration files against the records that read them.
 *
 * <p>Tests; no root needed. Neighbours: the switch's and the controller's configuration records.
 */
package org.mirach.it.conf;
