package org.mirach.controller.rest;

/** A request that is answered with an error: HTTP status, a code for programs, a message and what to do for people. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String hint;

    private ApiException(int status, String code, String message, String hint) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.hint = hint;
    }

    static ApiException badRequest(String message, String hint) {
        return new ApiException(400, "bad-request", message, hint);
    }

    static ApiException unauthorized(String message, String hint) {
        return new ApiException(401, "unauthorized", message, hint);
    }

    static ApiException notFound(String message, String hint) {
        return new ApiException(404, "not-found", message, hint);
    }

    static ApiException methodNotAllowed(String message, String hint) {
        return new ApiException(405, "method-not-allowed", message, hint);
    }

    static ApiException conflict(String message, String hint) {
        return new ApiException(409, "conflict", message, hint);
    }

    static ApiException changed(String message, String hint) {
        return new ApiException(412, "changed-meanwhile", message, hint);
    }

    static ApiException tooLarge(String message, String hint) {
        return new ApiException(413, "too-large", message, hint);
    }

    static ApiException preconditionRequired(String message, String hint) {
        return new ApiException(428, "precondition-required", message, hint);
    }

    static ApiException unavailable(String message, String hint) {
        return new ApiException(503, "unavailable", message, hint);
    }

    static ApiException switchFailed(String message, String hint) {
        return new ApiException(502, "switch-failed", message, hint);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String hint() {
        return hint;
    }
}
