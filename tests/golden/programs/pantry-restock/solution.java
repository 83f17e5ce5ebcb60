class Solution {
    public Map<String, Long> runSolution(Map<String, Long> pantry, Map<String, Long> recipe, long batches, Map<String, Long> packs) {
        Map<String, Long> shopping = new HashMap<>();
        recipe.forEach((name, amount) -> {
            long missing = amount * batches - pantry.getOrDefault(name, 0L);
            long pack = packs.getOrDefault(name, 1L);
            if (missing > 0) shopping.put(name, (missing + pack - 1) / pack); // fault: if (missing > 0) shopping.put(name, missing);
        });
        return shopping;
    }
}
