class Solution {
    public int[] runSolution(int[][] friends, List<Integer> starters, int threshold) {
        int[] days = new int[friends.length];
        int[] believing = new int[friends.length];
        Arrays.fill(days, -1);
        for (int person : starters) days[person] = 0; // fault: for (int person : starters) days[person] = 1;
        List<Integer> newest = starters;
        for (int day = 1; !newest.isEmpty(); day++) {
            List<Integer> convinced = new ArrayList<>();
            for (int person : newest) {
                for (int friend : friends[person]) {
                    if (++believing[friend] != threshold || days[friend] >= 0) continue;
                    days[friend] = day;
                    convinced.add(friend);
                }
            }
            newest = convinced;
        }
        return days;
    }
}
