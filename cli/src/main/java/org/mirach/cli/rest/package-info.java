/**
 * The commands that ask the controller over REST ({@code /v1}), and the client they share.
 *
 * <p>Control code; one command, one thread. Neighbours: {@code org.mirach.cli} and Jackson. Start reading at
 * {@link org.mirach.cli.rest.RestClient}.
 */
package org.mirach.cli.rest;
