def test_a_memory_opens(memory):
    assert memory.read("c", lambda l: l.places.all()) == []
def test_a_memory_opens2(memory):
    assert memory.read("c", lambda l: l.places.all()) == []
