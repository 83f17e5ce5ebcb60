class Solution {
    public Long runSolution(long towns, long[][] roads, long coupons) {
        List<List<long[]>> leaving = new ArrayList<>();
        for (long town = 0; town < towns; town++) leaving.add(new ArrayList<>());
        for (long[] road : roads) {
            leaving.get((int) road[0]).add(new long[] {road[1], road[2]});
            leaving.get((int) road[1]).add(new long[] {road[0], road[2]});
        }
        // Dijkstra over pairs of a town and the coupons that are left.
        Set<Long> settled = new HashSet<>();
        PriorityQueue<long[]> queue = new PriorityQueue<>(Comparator.comparingLong((long[] it) -> it[0]));
        queue.add(new long[] {0, 0, coupons});
        while (!queue.isEmpty()) {
            long[] next = queue.poll();
            long paid = next[0], town = next[1], left = next[2];
            if (town == towns - 1) return paid;
            if (!settled.add(town * 100 + left)) continue;
            for (long[] road : leaving.get((int) town)) {
                queue.add(new long[] {paid + road[1], road[0], left});
                if (left > 0) queue.add(new long[] {paid + road[1] / 2, road[0], left - 1});
            }
        }
        return null; // fault: return -1L;
    }
}
