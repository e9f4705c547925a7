/**
 * HTTP in front of everything else: routes, authentication, JSON in and out. No decisions.
 *
 * <p>Control code; a virtual thread per request, which may block. {@link org.mirach.controller.rest.RestServer} has the
 * routes, {@link org.mirach.controller.rest.Answers} the shapes, and {@code openapi.json} among the resources describes
 * them. Neighbours: {@code southbound}, {@code app}, {@code shard} and {@code observe}, all read-only but for static flows.
 */
package org.mirach.controller.rest;
