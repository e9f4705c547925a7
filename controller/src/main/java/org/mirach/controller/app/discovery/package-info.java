/**
 * Link discovery: signed LLDP frames out of every port, and what arrives elsewhere is a link.
 *
 * <p>Control code; each switch's event loop. Neighbours: {@code app}, {@code southbound}; {@code observe} and {@code rest}
 * read {@link org.mirach.controller.app.discovery.Links}.
 */
package org.mirach.controller.app.discovery;
