class Solution {
    public long[][] runSolution(String[][] tags, long shared) {
        int[] owner = new int[tags.length];
        for (int bag = 0; bag < tags.length; bag++) owner[bag] = bag;
        for (int second = 0; second < tags.length; second++) {
            for (int first = 0; first < second; first++) {
                Set<String> common = new HashSet<>(Arrays.asList(tags[first]));
                common.retainAll(Arrays.asList(tags[second]));
                if (common.size() < shared) continue; // fault: if (common.size() <= shared) continue;
                int from = owner[second], to = owner[first];
                for (int bag = 0; bag < tags.length; bag++) if (owner[bag] == from) owner[bag] = to;
            }
        }
        Map<Integer, List<Long>> groups = new TreeMap<>();
        for (int bag = 0; bag < tags.length; bag++) {
            groups.computeIfAbsent(owner[bag], it -> new ArrayList<>()).add((long) bag);
        }
        return groups.values().stream()
            .map(group -> group.stream().mapToLong(Long::longValue).toArray())
            .toArray(long[][]::new);
    }
}
