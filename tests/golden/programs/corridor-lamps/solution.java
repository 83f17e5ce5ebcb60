class Solution {
    public boolean runSolution(boolean[] lamps) {
        for (boolean first : new boolean[] {false, true}) {
            boolean before = false, here = first;
            for (int at = 0; at + 1 < lamps.length; at++) {
                boolean next = lamps[at] ^ before ^ here;
                before = here;
                here = next;
            }
            if (!(lamps[lamps.length - 1] ^ before ^ here)) return true; // fault: return true;
        }
        return false;
    }
}
