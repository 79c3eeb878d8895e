Feature: Where the embedded proxy does it differently from Toxiproxy 2.12.0, on purpose
  Each scenario names one difference, says the same sentences to both, and tells what each of them does. docs/proxy.md has the list,
  with those that cannot be tried on the real one because they hang it or are left to chance there.

  Scenario Outline: populate with an empty list
    When a tool calls POST /populate with []
    Then the answer is 201: <answer>

    @embedded
    Examples:
      | answer         |
      | {"proxies":[]} |

    @real
    Examples:
      | answer           |
      | {"proxies":null} |

  Scenario Outline: a bad update of a toxic is applied in part
    Given the toxic "latency: latency 1" on what the server sends
    When a tool calls POST /proxies/link/toxics/latency with {"attributes":{"latency":9,"jitter":"x"}}
    Then the answer is 400
    When a tool calls GET /proxies/link/toxics/latency
    Then the answer is 200 and has
      """
      {"attributes": {"latency": <latency>, "jitter": 0}}
      """

    @embedded
    Examples:
      | latency |
      | 1       |

    @real
    Examples:
      | latency |
      | 9       |

  Scenario Outline: an attribute that does not exist
    When the toxic latency is tried with "latencey 5"
    Then the answer is <status>

    @embedded
    Examples:
      | status |
      | 400    |

    @real
    Examples:
      | status |
      | 200    |

  Scenario Outline: bandwidth with a negative rate is taken, and the first byte ends the proxy
    When the toxic bandwidth is tried with "rate -1"
    Then the answer is <status>
    When the server dials
    And the server sends 10 bytes
    Then the connection <result>
    And the proxy is <state>

    @embedded
    Examples:
      | status | result             | state |
      | 400    | reaches the client | alive |

    @real
    Examples:
      | status | result              | state |
      | 200    | ends for the server | dead  |

  Scenario Outline: a slicer with its defaults ends the proxy
    Given the toxic "slicer" on what the server sends
    When the server dials
    And the server sends 10 bytes
    Then the connection <result>
    And the proxy is <state>

    @embedded
    Examples:
      | result             | state |
      | reaches the client | alive |

    @real
    Examples:
      | result              | state |
      | ends for the server | dead  |

  Scenario Outline: reset_peer on a connection that is open already
    When the server connects
    And the toxic "reset_peer: timeout 0" on what the server sends
    And the server sends 1 byte
    Then the connection ends for the client by <how>

    @embedded
    Examples:
      | how |
      | RST |

    @real
    Examples:
      | how |
      | FIN |

  Scenario Outline: metrics while a connection is open
    When the server connects
    And the server sends 5 bytes
    Then the client receives 5 bytes
    And the metrics have counted 5 bytes from the server: <counted>

    @embedded
    Examples:
      | counted |
      | yes     |

    @real
    Examples:
      | counted |
      | no      |

  Scenario Outline: an answer after a FIN
    When the server connects
    And the server closes
    Then the connection ends for the client by FIN
    When the client sends 10 bytes
    Then the server receives <bytes> bytes in the end

    @embedded
    Examples:
      | bytes |
      | 10    |

    @real
    Examples:
      | bytes |
      | 0     |

  Scenario Outline: an RST from one end
    When the server connects
    And the server resets
    Then the connection ends for the client by <how>

    @embedded
    Examples:
      | how |
      | RST |

    @real
    Examples:
      | how |
      | FIN |

  Scenario Outline: packet_loss (in Toxiproxy after 2.12.0)
    When the toxic packet_loss is tried with "loss_rate 0.5"
    Then the answer is <status>

    @embedded
    Examples:
      | status |
      | 200    |

    @real
    Examples:
      | status |
      | 400    |

  Scenario Outline: faults that know OPC UA messages
    When the toxic opcua_message is tried with "message RHE, action drop"
    Then the answer is <status>

    @embedded
    Examples:
      | status |
      | 200    |

    @real
    Examples:
      | status |
      | 400    |
