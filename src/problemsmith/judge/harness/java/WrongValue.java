package problemsmith;

/** A value that is not what the signature promises, or that a declared type cannot take. */
@SuppressWarnings("serial")
final class WrongValue extends RuntimeException {
    final String kind;
    private final String wanted;
    private final String got;
    private String place = "";

    private WrongValue(String kind, String message, String got, String wanted) {
        super(message, null, false, false);
        this.kind = kind;
        this.got = got;
        this.wanted = wanted;
    }

    /** A result of another type than the signature's. */
    static WrongValue result(Object value, String wanted) {
        return result(nameOf(value), wanted);
    }

    static WrongValue result(String got, String wanted) {
        return new WrongValue("exception", null, got, wanted);
    }

    /** A declared type that can hold no value of the signature's type. */
    static WrongValue declared(java.lang.reflect.Type type, String wanted) {
        String name = type.getTypeName().replaceAll("\\b(\\w+\\.)+", "");
        return new WrongValue("exception", "The type " + name
                + " that the program declares cannot hold what the signature says: " + wanted, "", "");
    }

    /** An argument that the declared type has no room for. */
    static WrongValue misfit(String value, String type) {
        String shown = value.length() > 50 ? value.substring(0, 50) + "..." : value;
        return new WrongValue("misfit", "An argument cannot be passed to the program: " + shown
                + " does not fit into the type " + type + ".", "", "");
    }

    /** Any other reason why the program cannot be called. */
    static WrongValue plain(String message) {
        return new WrongValue("exception", message, "", "");
    }

    WrongValue inside(String outer) {
        place = outer + place;
        return this;
    }

    boolean isDeep() {
        return !place.isEmpty();
    }

    String wanted() {
        return wanted;
    }

    @Override
    public String getMessage() {
        if (super.getMessage() != null) return super.getMessage();
        return "The function returned " + got + (place.isEmpty() ? "" : " at result" + place)
                + ", but the signature promises " + wanted + ".";
    }

    static String nameOf(Object value) {
        return value == null ? "null" : value.getClass().getSimpleName();
    }
}
